"""Mails: text first, no tracker, absolute links, one-click unsubscribe. Sent by jobs and reactions only."""
