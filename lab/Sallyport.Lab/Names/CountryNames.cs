using System.Collections.Concurrent;
using System.Globalization;

namespace Sallyport.Lab.Names;

/// <summary>What countries are called in a language, from the platform's CLDR data.</summary>
internal static class CountryNames
{
    private static readonly string[] Codes = ("AF AL DZ AD AO AR AM AU AT AZ BS BH BD BB BY BE BZ BO BA BW BR BN BG BF BI KH CM CA TD CL CN CO CR HR CU CY CZ DK DO EC EG SV EE ET FJ FI FR GA GM GE DE GH GR GT GN HT HN HK HU IS IN ID IR IQ "
        + "IE IL IT JM JP JO KZ KE KR KP KW KG LA LV LB LR LY LI LT LU MG MW MY MV ML MT MX MD MC MN ME MA MZ MM NA NP NL NZ NI NE NG NO OM PK PA PY PE PH PL PT PR QA RO RU RW SA SN RS SG SK SI SO ZA ES LK SD SE CH SY TW TZ TH TG TN TR UG UA AE GB US UY UZ VE VN YE ZM ZW").Split(' ');

    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Known = new();

    public static IReadOnlyList<string> Of(string language) => Known.GetOrAdd(language, static language =>
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return [.. Codes.Select(static code => new RegionInfo(code).DisplayName), .. language == "en" ? ["USA", "U.S.", "US", "UK", "U.K.", "UAE", "England", "Scotland", "America", "Britain", "Czech Republic", "Holland"] : Array.Empty<string>()];
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    });
}
