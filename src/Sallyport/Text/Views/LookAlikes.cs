using System.Collections.Frozen;

namespace Sallyport.Text.Views;

/// <summary>
/// Letters that a reader takes for Latin ones. Three kinds: close ones of other scripts (their Latin shape is the same in common typefaces), loose ones (the shape
/// is merely near, as attackers use them inside Latin words), and Latin variants that no ordinary text uses (small capitals, turned letters), which are read as plain always.
/// Chosen script by script for what UTS #39 calls confusable, not copied from its data file; what it misses is a pair that is not listed.
/// </summary>
internal static class LookAlikes
{
    // Each string: look-alikes and Latin letters in turn.
    private const string Close =
        // Cyrillic
        "аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwѵvӏlүyАAВBЕEКKМMНHОOРPСCТTХXУYІIЈJЅSԚQԜWԌGѴVӀI"
        // Greek
        + "οoνvαaρpικϲcϳjΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹCͿJ"
        // Armenian
        + "օoսuհhոnցgզqՍUՏSՕOԼLյj"
        // Cherokee
        + "ᎠDᎡRᎢTᎥiᎩyᎪAᎫJᎬEᎳWᎷMᎻHᎽYᏀGᏃZᏒRᏔWᏕSᏙVᏚSᏞLᏟCᏢPᏦKᏧdᏴBᏻG"
        // Lisu
        + "ꓐBꓑPꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲIꓳOꓴU"
        // Coptic
        + "ⲞOⲟoⲢPⲣpⲤCⲥcⲀAⲂBⲈEⲎHⲒIⲔKⲘMⲚNⲦTⲨYⲬX";

    private const string Loose =
        "вbкkмmнhтtгrьbпnиuѡwєeґrғfңhҺhЬbЯRЦUґrжxзeбbёeїiэe"
        + "βbγyδdεeζzηnθoκkμuστtυuφoχxωwπnΛAΔAΣEΩO"
        + "աwգqքfւi"
        + "ᏂhᏮbᏆT";

    // Small capitals, script and turned letters of the Latin blocks.
    private const string Variants =
        "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpꞯqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz"
        + "ɑaɡgɩiʋvⱺoꬲeꭵiꭎuꭓx"
        + "ɐaǝeɟfƃgɥhᴉiɾjʞkɯmɹrʇtʌvʍwʎy";

    private static readonly string[] Letters = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];
    private static readonly FrozenDictionary<char, char> CloseTable = Table(Close);
    private static readonly FrozenDictionary<char, char> LooseTable = Table(Loose);
    private static readonly FrozenDictionary<char, char> VariantTable = Table(Variants);

    /// <summary>The Latin letter that a letter of another script is taken for, or '\0'.</summary>
    public static char Of(char c) => CloseTable.TryGetValue(c, out var latin) || LooseTable.TryGetValue(c, out latin) ? latin : '\0';

    /// <summary>Whether its shape is the same in common typefaces, not merely near.</summary>
    public static bool IsClose(char c) => CloseTable.ContainsKey(c);

    /// <summary>How a variant that ordinary text does not use is read wherever it stands; null for anything else.</summary>
    public static string? ReadingOf(int codePoint) => codePoint switch
    {
        <= char.MaxValue when VariantTable.TryGetValue((char)codePoint, out var plain) => Letters[plain],
        0x2800 => " ",
        0x1680 => " ",
        0x85 or 0x2028 or 0x2029 => "\n",
        // Hyphens and the sign that look like the one of ASCII; dashes of prose are read so only within words (FoldReader).
        0x2010 or 0x2011 or 0x2212 or 0xFE58 or 0xFE63 => "-",
        // Parenthesised, negative circled and squared capitals, regional indicators: runs of the alphabet in order.
        >= 0x249C and <= 0x24B5 => Letters['a' + codePoint - 0x249C],
        >= 0x1F110 and <= 0x1F129 => Letters['A' + codePoint - 0x1F110],
        >= 0x1F150 and <= 0x1F169 => Letters['A' + codePoint - 0x1F150],
        >= 0x1F170 and <= 0x1F189 => Letters['A' + codePoint - 0x1F170],
        >= 0x1F1E6 and <= 0x1F1FF => Letters['A' + codePoint - 0x1F1E6],
        _ => null,
    };

    private static FrozenDictionary<char, char> Table(string pairs)
    {
        var table = new Dictionary<char, char>();
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            table.TryAdd(pairs[i], pairs[i + 1]);
        }

        return table.ToFrozenDictionary();
    }
}
