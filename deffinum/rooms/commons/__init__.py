"""Digital commons: resources, their versions, and the players that open them."""
