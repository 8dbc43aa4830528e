"""Learning records: a conformant store of xAPI statements, its keys and documents."""
