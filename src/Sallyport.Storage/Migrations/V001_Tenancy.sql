-- Times are Unix milliseconds. {blob} is the engine's type for bytes. Sealed columns open only with the tenant's vault.

CREATE TABLE instance (
    id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
    revision bigint NOT NULL,
    master_check {blob},
    signing_name text,
    signing_key {blob},
    restored_at bigint,
    restored_from text
);

INSERT INTO instance (id, revision) VALUES (1, 0);

CREATE TABLE tenants (
    tenant_id text NOT NULL PRIMARY KEY,
    -- A deleted tenant keeps its row, with its identifier as its name: underscores are in no name.
    name text NOT NULL UNIQUE,
    state text NOT NULL,
    requests_per_minute bigint,
    tokens_per_minute bigint,
    concurrency bigint,
    recording bigint NOT NULL,
    strict_ledger bigint NOT NULL,
    created bigint NOT NULL,
    revision bigint NOT NULL
);

CREATE INDEX tenants_by_revision ON tenants (revision);

CREATE TABLE tenant_keys (
    tenant_id text NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    wrapped {blob} NOT NULL
);

CREATE TABLE api_keys (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    key_id text NOT NULL,
    secret_hash {blob} NOT NULL,
    scopes text NOT NULL,
    agent text,
    requests_per_minute bigint,
    tokens_per_minute bigint,
    concurrency bigint,
    created bigint NOT NULL,
    expires bigint,
    revoked bigint,
    replaces text,
    PRIMARY KEY (tenant_id, key_id)
);

CREATE TABLE upstreams (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    name text NOT NULL,
    kind text NOT NULL,
    address text NOT NULL,
    models text NOT NULL,
    connect_ms bigint NOT NULL,
    first_byte_ms bigint NOT NULL,
    idle_ms bigint NOT NULL,
    total_ms bigint NOT NULL,
    sealed_credential {blob},
    created bigint NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE policies (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    version bigint NOT NULL,
    state text NOT NULL,
    sealed_text {blob} NOT NULL,
    author text NOT NULL,
    created bigint NOT NULL,
    activated bigint,
    PRIMARY KEY (tenant_id, version)
);

CREATE UNIQUE INDEX policies_one_active ON policies (tenant_id) WHERE state = 'active';

CREATE TABLE known_secrets (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    name text NOT NULL,
    sealed_value {blob} NOT NULL,
    created bigint NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE recorded_exchanges (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    exchange_id text NOT NULL,
    recorded bigint NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (tenant_id, exchange_id)
);

CREATE INDEX recorded_exchanges_by_expiry ON recorded_exchanges (expires);

CREATE TABLE recorded_segments (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    hash {blob} NOT NULL,
    sealed_text {blob} NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (tenant_id, hash)
);

CREATE INDEX recorded_segments_by_expiry ON recorded_segments (expires);

CREATE TABLE exchange_segments (
    tenant_id text NOT NULL,
    exchange_id text NOT NULL,
    position bigint NOT NULL,
    origin text NOT NULL,
    form text NOT NULL,
    hash {blob} NOT NULL,
    PRIMARY KEY (tenant_id, exchange_id, position),
    FOREIGN KEY (tenant_id, exchange_id) REFERENCES recorded_exchanges (tenant_id, exchange_id) ON DELETE CASCADE
);
