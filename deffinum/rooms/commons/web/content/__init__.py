"""What the hosts of packages answer: the files of one version, its player, and what the player sends back."""
