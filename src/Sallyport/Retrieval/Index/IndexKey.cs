using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Index;

/// <summary>Which index: a tenant's vector store, as one embedder sees it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Store">The store.</param>
/// <param name="Embedder"><see cref="Embedder.Name"/> of the vectors, so that old and new ones never meet while a store is embedded anew.</param>
/// <param name="Dimensions">The length of the vectors that it holds; 0 for an index without vectors.</param>
internal readonly record struct IndexKey(TenantId Tenant, VectorStoreId Store, string Embedder, int Dimensions);
