namespace Sallyport.Gateway.Retrieval;

/// <summary>A window of a text with what stands before it.</summary>
internal readonly record struct PrefixedText(string Prefix, ReadOnlyMemory<char> Text);
