-- Labels that a key may see documents of, parted by commas.
ALTER TABLE api_keys ADD COLUMN clearances text;

-- Each file's own key, wrapped by its tenant's vault. Apart from the files, so that copies of it can be kept for a shorter time.
CREATE TABLE document_keys (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    file_id {id} NOT NULL,
    wrapped {blob} NOT NULL,
    -- While the file is uploaded: from when on it counts as torn.
    upload_deadline bigint,
    PRIMARY KEY (tenant_id, file_id)
);

CREATE INDEX document_keys_uploading ON document_keys (upload_deadline) WHERE upload_deadline IS NOT NULL;

-- Files whose key is destroyed, until their rows are gone and the ledger tells of it.
CREATE TABLE document_deletions (
    tenant_id text NOT NULL REFERENCES tenants (tenant_id),
    file_id {id} NOT NULL,
    was_whole bigint NOT NULL,
    key_hash {blob} NOT NULL,
    noted bigint NOT NULL,
    PRIMARY KEY (tenant_id, file_id)
);

-- Tenants that have ever kept a file or vector store. A worker looks at those that were touched since they were settled.
CREATE TABLE retrieval_tenants (
    tenant_id text NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    touched bigint NOT NULL,
    settled bigint NOT NULL DEFAULT 0,
    -- Everything has vectors by this embedder.
    embedder text
);
