"""The one clock: the database's, shifted only in sample mode (for the tour and the journeys)."""
