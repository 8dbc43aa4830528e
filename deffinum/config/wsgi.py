"""WSGI entry point (served by Granian)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from deffinum.config.few_at_once import FewAtOnce

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deffinum.config.settings")
application = FewAtOnce(get_wsgi_application())

# What was loaded to start lives as long as the process: the collector need not walk it again and again, nor after every
# 700 objects (a batch of learning records makes ten thousand). A third of a batch's time, measured.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 50, 100)
