"""What ``import provenance`` offers beyond the rooms' own functions: results a notebook can show, one call a job."""
