"""Tagged PDF documents (PDF/UA-1; PDF/A-3a for what is archived), written by typst from plain data."""
