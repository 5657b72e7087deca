//! Registries: what is a list of facts and no rule (project, units, areas, calendars).
