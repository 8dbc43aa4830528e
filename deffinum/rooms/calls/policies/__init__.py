"""Who may do what in the calls room: one Verdict for the button, the page and the API."""
