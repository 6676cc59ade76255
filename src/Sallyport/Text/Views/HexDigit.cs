namespace Sallyport.Text.Views;

internal static class HexDigit
{
    /// <summary>0 to 15, or -1 for anything but a hexadecimal digit.</summary>
    public static int Value(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
