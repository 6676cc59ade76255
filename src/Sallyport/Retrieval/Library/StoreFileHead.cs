namespace Sallyport.Retrieval.Library;

/// <summary>A document's attributes and labels in one vector store, as they lie sealed under the file's own key.</summary>
internal sealed record StoreFileHead(IReadOnlyDictionary<string, StoreFileHead.Value> Attributes, IReadOnlyList<string> Labels)
{
    private const string What = "store_file.head";
    private const string ErrorWhat = "store_file.error";

    public static byte[] Seal(DocumentKey key, VectorStoreId store, IReadOnlyDictionary<string, AttributeValue> attributes, IReadOnlyList<string> labels)
    {
        var head = new StoreFileHead(attributes.ToDictionary(static pair => pair.Key, static pair => Value.Of(pair.Value), StringComparer.Ordinal), labels);
        return LibraryJson.Seal(head, LibraryJson.Default.StoreFileHead, plain => key.Seal(plain, What, store.Value));
    }

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was altered, or is another document's.</exception>
    public static StoreFileHead Open(DocumentKey key, VectorStoreId store, byte[] box) =>
        LibraryJson.Read(key.Open(box, What, store.Value), LibraryJson.Default.StoreFileHead);

    public static byte[] SealError(DocumentKey key, VectorStoreId store, IngestionError error) =>
        LibraryJson.Seal(error, LibraryJson.Default.IngestionError, plain => key.Seal(plain, ErrorWhat, store.Value));

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was altered, or is another document's.</exception>
    public static IngestionError OpenError(DocumentKey key, VectorStoreId store, byte[] box) =>
        LibraryJson.Read(key.Open(box, ErrorWhat, store.Value), LibraryJson.Default.IngestionError);

    public IReadOnlyDictionary<string, AttributeValue> OpenAttributes() =>
        Attributes.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToAttribute(), StringComparer.Ordinal);

    /// <summary>One of the three; with none it is the empty text.</summary>
    internal sealed record Value(string? Text, double? Number, bool? Flag)
    {
        public static Value Of(AttributeValue value) => value.Kind switch
        {
            AttributeKind.Number => new(null, value.Number, null),
            AttributeKind.Boolean => new(null, null, value.Flag),
            _ => new(value.Text, null, null),
        };

        public AttributeValue ToAttribute() => this switch
        {
            { Number: { } number } => new(number),
            { Flag: { } flag } => new(flag),
            _ => new(Text ?? ""),
        };
    }
}
