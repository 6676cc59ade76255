using System.Globalization;

namespace Sallyport.Retrieval;

/// <summary>
/// The value of one of a document's attributes, by which searches are filtered: a text, a number or a truth value. Equal only to a value of the same kind: the text
/// <c>1</c> isn't the number 1. Texts are compared ordinally. A default value is the empty text.
/// </summary>
public readonly record struct AttributeValue
{
    /// <summary>The most characters of a text, as at OpenAI.</summary>
    /// <value>UTF-16 code units.</value>
    public const int MaxTextLength = 512;

    /// <summary>The most characters of an attribute's name, as at OpenAI.</summary>
    /// <value>UTF-16 code units.</value>
    public const int MaxNameLength = 64;

    /// <summary>The most attributes of a document, as at OpenAI.</summary>
    public const int MaxCount = 16;

    private readonly string? _text;
    private readonly double _number;

    /// <summary>A text.</summary>
    /// <param name="text">At most <see cref="MaxTextLength"/> characters.</param>
    /// <exception cref="ArgumentException">It is longer.</exception>
    public AttributeValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxTextLength)
        {
            throw new ArgumentException($"An attribute's text has at most {MaxTextLength} characters.", nameof(text));
        }

        // So that the empty text is equal to a default value.
        _text = text.Length == 0 ? null : text;
    }

    /// <summary>A number.</summary>
    /// <param name="number">Neither infinite nor NaN.</param>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public AttributeValue(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentException("An attribute's number is finite.", nameof(number));
        }

        Kind = AttributeKind.Number;
        _number = number;
    }

    /// <summary>A truth value.</summary>
    /// <param name="flag">Which.</param>
    public AttributeValue(bool flag)
    {
        Kind = AttributeKind.Boolean;
        _number = flag ? 1 : 0;
    }

    /// <summary>Which of the three it is.</summary>
    public AttributeKind Kind { get; }

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">It is no text.</exception>
    public string Text => Kind == AttributeKind.Text ? _text ?? "" : throw Other(AttributeKind.Text);

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">It is no number.</exception>
    public double Number => Kind == AttributeKind.Number ? _number : throw Other(AttributeKind.Number);

    /// <summary>The truth value.</summary>
    /// <exception cref="InvalidOperationException">It is no truth value.</exception>
    public bool Flag => Kind == AttributeKind.Boolean ? _number != 0 : throw Other(AttributeKind.Boolean);

    /// <summary>The value as JSON would write it, a text without its quotes.</summary>
    public override string ToString() => Kind switch
    {
        AttributeKind.Number => _number.ToString("R", CultureInfo.InvariantCulture),
        AttributeKind.Boolean => _number != 0 ? "true" : "false",
        _ => _text ?? "",
    };

    private InvalidOperationException Other(AttributeKind wanted) => new($"An attribute's {Kind} is read as {wanted}.");
}
