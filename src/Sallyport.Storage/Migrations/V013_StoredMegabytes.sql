-- How many megabytes of files a tenant may keep; null for no limit.
ALTER TABLE tenants ADD COLUMN stored_megabytes bigint;
