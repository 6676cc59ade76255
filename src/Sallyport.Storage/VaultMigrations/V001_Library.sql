-- In a tenant's own vault file, or with PostgreSQL beside the other tables. Times are Unix milliseconds. Sealed columns open only with the file's own key, a
-- vector store's head with the tenant's vault. Deletions go down by the foreign keys.

CREATE TABLE files (
    tenant_id text NOT NULL,
    file_id {id} NOT NULL,
    purpose text NOT NULL,
    bytes bigint NOT NULL,
    created bigint NOT NULL,
    is_whole bigint NOT NULL,
    sealed_name {blob} NOT NULL,
    PRIMARY KEY (tenant_id, file_id)
);

CREATE TABLE file_parts (
    tenant_id text NOT NULL,
    file_id {id} NOT NULL,
    part bigint NOT NULL,
    sealed_content {blob} NOT NULL,
    PRIMARY KEY (tenant_id, file_id, part),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, file_id) ON DELETE CASCADE
);

CREATE TABLE vector_stores (
    tenant_id text NOT NULL,
    store_id {id} NOT NULL,
    sealed_head {blob} NOT NULL,
    created bigint NOT NULL,
    last_active bigint NOT NULL,
    expires_after_days bigint,
    embedder text NOT NULL,
    revision bigint NOT NULL,
    -- Changes up to this revision can no longer be told one by one.
    forgotten bigint NOT NULL,
    PRIMARY KEY (tenant_id, store_id)
);

CREATE TABLE file_batches (
    tenant_id text NOT NULL,
    store_id {id} NOT NULL,
    batch_id {id} NOT NULL,
    created bigint NOT NULL,
    is_cancelled bigint NOT NULL,
    PRIMARY KEY (tenant_id, store_id, batch_id),
    FOREIGN KEY (tenant_id, store_id) REFERENCES vector_stores (tenant_id, store_id) ON DELETE CASCADE
);

CREATE TABLE store_files (
    tenant_id text NOT NULL,
    store_id {id} NOT NULL,
    file_id {id} NOT NULL,
    batch_id {id},
    state text NOT NULL,
    max_tokens bigint NOT NULL,
    overlap_tokens bigint NOT NULL,
    sealed_head {blob} NOT NULL,
    sealed_error {blob},
    usage_bytes bigint NOT NULL,
    chunks_done bigint NOT NULL,
    chunks_total bigint,
    created bigint NOT NULL,
    -- The vector store's at the last change of what is found of it.
    revision bigint NOT NULL,
    -- The latest by which all its chunks have vectors.
    embedder text,
    attempts bigint NOT NULL,
    -- Who works on it, and how long nobody else may.
    lease text,
    lease_until bigint NOT NULL,
    PRIMARY KEY (tenant_id, store_id, file_id),
    FOREIGN KEY (tenant_id, store_id) REFERENCES vector_stores (tenant_id, store_id) ON DELETE CASCADE
);

CREATE INDEX store_files_by_state ON store_files (tenant_id, store_id, state, usage_bytes);

CREATE INDEX store_files_by_revision ON store_files (tenant_id, store_id, revision);

CREATE INDEX store_files_by_file ON store_files (tenant_id, file_id);

CREATE INDEX store_files_by_batch ON store_files (tenant_id, store_id, batch_id) WHERE batch_id IS NOT NULL;

CREATE INDEX store_files_to_ingest ON store_files (tenant_id, created) WHERE state = 'in_progress';

-- Documents that are no longer found, for indexes to catch up by.
CREATE TABLE removed_documents (
    tenant_id text NOT NULL,
    store_id {id} NOT NULL,
    file_id {id} NOT NULL,
    revision bigint NOT NULL,
    removed bigint NOT NULL,
    PRIMARY KEY (tenant_id, store_id, file_id),
    FOREIGN KEY (tenant_id, store_id) REFERENCES vector_stores (tenant_id, store_id) ON DELETE CASCADE
);

CREATE INDEX removed_documents_by_revision ON removed_documents (tenant_id, store_id, revision);

-- Seen only while their store_files row is completed.
CREATE TABLE chunks (
    tenant_id text NOT NULL,
    store_id {id} NOT NULL,
    file_id {id} NOT NULL,
    ordinal bigint NOT NULL,
    is_quarantined bigint NOT NULL,
    sealed_text {blob} NOT NULL,
    sealed_terms {blob} NOT NULL,
    PRIMARY KEY (tenant_id, store_id, file_id, ordinal),
    FOREIGN KEY (tenant_id, store_id, file_id) REFERENCES store_files (tenant_id, store_id, file_id) ON DELETE CASCADE
);

CREATE TABLE chunk_vectors (
    tenant_id text NOT NULL,
    store_id {id} NOT NULL,
    file_id {id} NOT NULL,
    ordinal bigint NOT NULL,
    embedder text NOT NULL,
    sealed_vector {blob} NOT NULL,
    PRIMARY KEY (tenant_id, store_id, file_id, ordinal, embedder),
    FOREIGN KEY (tenant_id, store_id, file_id, ordinal) REFERENCES chunks (tenant_id, store_id, file_id, ordinal) ON DELETE CASCADE
);
