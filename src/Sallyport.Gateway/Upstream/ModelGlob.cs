namespace Sallyport.Gateway.Upstream;

/// <summary>A pattern for model names: literal text in which each <c>*</c> stands for any run of characters. Ordinal; each part is looked for once, from left to right.</summary>
internal sealed class ModelGlob
{
    private const int MaxLength = 128;

    private readonly string[] _parts;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It is empty or too long.</exception>
    public ModelGlob(string pattern)
    {
        if (pattern.Length is 0 or > MaxLength)
        {
            throw new FormatException($"A model pattern has 1 to {MaxLength} characters.");
        }

        Pattern = pattern;
        _parts = pattern.Split('*');
    }

    /// <summary>The pattern as written.</summary>
    public string Pattern { get; }

    /// <summary>Whether it names one model.</summary>
    public bool IsExact => _parts.Length == 1;

    /// <summary>How many literal characters it asks for: of two that match, the larger is the more specific.</summary>
    public int Weight => IsExact ? int.MaxValue : Pattern.Length - _parts.Length + 1;

    /// <summary>Whether a model's name fits.</summary>
    public bool Matches(string model)
    {
        if (IsExact)
        {
            return string.Equals(model, Pattern, StringComparison.Ordinal);
        }

        var rest = model.AsSpan();
        if (!rest.StartsWith(_parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        rest = rest[_parts[0].Length..];
        for (var i = 1; i < _parts.Length - 1; i++)
        {
            var at = rest.IndexOf(_parts[i], StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + _parts[i].Length)..];
        }

        return rest.EndsWith(_parts[^1], StringComparison.Ordinal);
    }
}
