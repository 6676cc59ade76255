namespace Sallyport.Detection.Names;

/// <summary>The labels of tokens: outside, then beginning and inside for each kind.</summary>
internal static class NameLabel
{
    public const int Outside = 0;
    public const int Kinds = 4;
    public const int Count = 1 + (2 * Kinds);

    public static int Begin(int kind) => 1 + (2 * kind);

    public static int Inside(int kind) => 2 + (2 * kind);

    /// <summary>The kind of a label, -1 for outside.</summary>
    public static int KindOf(int label) => label == Outside ? -1 : (label - 1) / 2;

    /// <summary>Whether one label may follow another: an inside follows its own kind only.</summary>
    public static bool MayFollow(int label, int previous) => label == Outside || label % 2 == 1 || KindOf(previous) == KindOf(label);
}
