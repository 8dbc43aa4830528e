"""Capabilities without a word of the domain: values, events, lifecycles, policies, forms, files, documents."""
