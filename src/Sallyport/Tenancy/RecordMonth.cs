using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sallyport.Tenancy;

/// <summary>A calendar month (UTC), by which records are kept under keys of their own.</summary>
/// <param name="Number">Months since the year 0; 0 to 65,535.</param>
public readonly record struct RecordMonth(int Number) : IComparable<RecordMonth>
{
    private const string Format = "yyyy-MM";

    /// <summary>When it begins.</summary>
    public DateTimeOffset Begin => new(Number / 12, (Number % 12) + 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The month after it.</summary>
    public RecordMonth Next => new(Number + 1);

    /// <summary>The month of a moment.</summary>
    public static RecordMonth Of(DateTimeOffset time) => new((time.UtcDateTime.Year * 12) + time.UtcDateTime.Month - 1);

    /// <summary>Reads a form such as <c>2026-10</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RecordMonth month)
    {
        var isMonth = DateTime.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        month = isMonth ? Of(time) : default;
        return isMonth;
    }

    /// <inheritdoc/>
    public int CompareTo(RecordMonth other) => Number.CompareTo(other.Number);

    /// <inheritdoc/>
    public override string ToString() => Begin.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Whether one is before another.</summary>
    public static bool operator <(RecordMonth left, RecordMonth right) => left.Number < right.Number;

    /// <summary>Whether one is after another.</summary>
    public static bool operator >(RecordMonth left, RecordMonth right) => left.Number > right.Number;

    /// <summary>Whether one is before another or the same.</summary>
    public static bool operator <=(RecordMonth left, RecordMonth right) => left.Number <= right.Number;

    /// <summary>Whether one is after another or the same.</summary>
    public static bool operator >=(RecordMonth left, RecordMonth right) => left.Number >= right.Number;
}
