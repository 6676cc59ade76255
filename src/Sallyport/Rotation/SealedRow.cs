namespace Sallyport.Rotation;

/// <summary>A sealed value and where it stands.</summary>
/// <param name="Name">Its name where its kind has names, or an empty text.</param>
/// <param name="Number">Its number where its kind has numbers, or 0.</param>
/// <param name="Bytes">Its hash or commitment where its kind has them, or empty.</param>
/// <param name="Box">The sealed value.</param>
public sealed record SealedRow(string Name, long Number, byte[] Bytes, byte[] Box);
