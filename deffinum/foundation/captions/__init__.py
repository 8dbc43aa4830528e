"""Timed texts of videos: captions, chapters and descriptions in WebVTT, read strictly."""
