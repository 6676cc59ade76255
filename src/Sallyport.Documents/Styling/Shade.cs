using System.Globalization;

namespace Sallyport.Documents.Styling;

/// <summary>An opaque colour, as it matters to whether text can be seen on it.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
internal readonly record struct Shade(byte Red, byte Green, byte Blue)
{
    // On white, #e0e0e0 is taken for hidden and #d9d9d9 for visible: a pale grey that people do use begins about there.
    private const int LeastDifference = 32;

    /// <summary>Paper.</summary>
    public static Shade White { get; } = new(255, 255, 255);

    /// <summary>Ink.</summary>
    public static Shade Black { get; } = new(0, 0, 0);

    /// <summary>Whether text of this colour can't be told from a background of the other.</summary>
    public bool IsLike(Shade other) =>
        Math.Abs(Red - other.Red) < LeastDifference && Math.Abs(Green - other.Green) < LeastDifference && Math.Abs(Blue - other.Blue) < LeastDifference;

    /// <summary>Reads six hexadecimal digits.</summary>
    public static Shade? OfHex(ReadOnlySpan<char> digits) =>
        digits.Length == 6 && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)
            ? new Shade((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb)
            : null;

    /// <summary>Of three parts from 0 to 1.</summary>
    public static Shade OfParts(double red, double green, double blue) => new(Part(red), Part(green), Part(blue));

    private static byte Part(double part) => (byte)Math.Clamp(double.IsNaN(part) ? 0 : part * 255, 0, 255);
}
