"""Pages of the officers who keep the plan."""
