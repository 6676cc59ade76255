-- A keyed tag by which equal credentials of two tenants are recognised; only the installation's master key can compute it.

ALTER TABLE upstreams ADD COLUMN credential_tag {blob};

ALTER TABLE upstreams ADD COLUMN shared_credential bigint NOT NULL DEFAULT 0;

CREATE INDEX upstreams_by_credential ON upstreams (credential_tag) WHERE credential_tag IS NOT NULL;
