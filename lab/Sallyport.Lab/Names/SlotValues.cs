using System.Globalization;
using System.Text;

namespace Sallyport.Lab.Names;

/// <summary>What fills slots that hold no name: numbers, dates, mail addresses, products.</summary>
internal static class SlotValues
{
    public static string Other(string slot, string language, Random random, NameLists lists, NamePool pool) => slot switch
    {
        "n" => Number(random.Next(5) == 0 ? 1 : random.Next(1, 5), random),
        "d" => random.Next(1, 99).ToString(CultureInfo.InvariantCulture),
        "h" => random.Next(1, 250).ToString(CultureInfo.InvariantCulture),
        "n3" => Number(3, random),
        "d4" => Number(4, random),
        "z5" => Number(5, random),
        "n6" => Number(6, random),
        "L" => ((char)('A' + random.Next(26))).ToString(),
        "l" => ((char)('a' + random.Next(5))).ToString(),
        "ukpc" => Shape(Pick(["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"], random), random),
        "num" => Number(random.Next(1, 9), random),
        "id" => Shape(Pick(["AA999999", "999-99-999", "A9999999", "AA-9999", "9999-AAAA", "99999999", "A9-A9-99-A9-AA-99", "AA 99 99 99 A"], random), random),
        "ssn" => Shape("999-99-9999", random),
        "card" => Shape(Pick(["9999 9999 9999 9999", "9999-9999-9999-9999", "9999999999999999"], random), random),
        "iban" => Shape(Pick(["AA99 9999 9999 9999 9999 99", "AA99AAAA99999999999999", "AA9999999999999999999999"], random), random),
        "phone" => Shape(Pick(["(999) 999-9999", "+1 999 999 9999", "999-999-9999", "+49 999 9999999", "0999 999 999", "+33 9 99 99 99 99", "999.999.9999", "001-999-999-9999x999", "+44 99 9999 9999", "+9 (999) 999-99-99", "999 999 999", "0999/9999999", "99 99 99 99 99", "9999 999999", "+34 999 99 99 99", "09999 99 99 99"], random), random),
        "ip" => $"{random.Next(256)}.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}",
        "time" => Pick(["9:30", "14:00", "10 am", "3:15 PM", "08:45", "noon", "17.30"], random),
        "amount" => Pick(["$", "€", "£", "USD ", ""], random) + random.Next(5, 9000).ToString("N0", CultureInfo.InvariantCulture) + Pick(["", ".50", ".00", " EUR", "€"], random),
        "date" => Date(language, random),
        "month" => CultureInfo.GetCultureInfo(language).DateTimeFormat.GetMonthName(random.Next(1, 13)),
        "day" => CultureInfo.GetCultureInfo(language).DateTimeFormat.GetDayName((DayOfWeek)random.Next(7)),
        "user" => Mailbox(random, pool).Replace('.', Pick([".", "_", ""], random) is [var c] ? c : '_'),
        "email" => Mailbox(random, pool) + "@" + Pick(["example.com", "gmail.com", "mail.example.org", "company.co.uk", "web.de", "orange.fr", "outlook.com"], random),
        "url" => Pick(["https://www.example.com/", "http://shop.example.org/cart?id=12", "www.example.net", "https://docs.example.io/en/latest"], random),
        "job" => Pick(lists["words:job"], random),
        "product" => Pick(lists["words:product"], random),
        "title" => Pick(lists["words:title"], random),
        "heading" => Pick(lists["words:heading"], random),
        "demonym" => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Pick(lists["words:demonym"], random)),
        _ => throw new InvalidDataException($"There is no slot {{{slot}}}."),
    };

    private static string Date(string language, Random random)
    {
        var day = new DateTime(1930, 1, 1).AddDays(random.Next(36_000));
        return random.Next(2) == 0
            ? day.ToString(Pick(["yyyy-MM-dd", "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "M/d/yy"], random), CultureInfo.InvariantCulture)
            : day.ToString(Pick(["d MMMM yyyy", "MMMM d, yyyy", "d. MMMM yyyy", "MMMM yyyy"], random), CultureInfo.GetCultureInfo(language));
    }

    private static string Mailbox(Random random, NamePool pool)
    {
        string first = pool.First("en").ToLowerInvariant(), last = pool.Last("en").ToLowerInvariant();
        var box = random.Next(4) switch { 0 => first + "." + last, 1 => first[..1] + last, 2 => first + random.Next(100).ToString(CultureInfo.InvariantCulture), _ => last + "." + first };
        return string.Concat(box.Where(static c => char.IsLetterOrDigit(c) || c == '.'));
    }

    private static string Number(int digits, Random random) => Shape(new string('9', digits), random);

    // 9 becomes a digit (the first one not 0), A a letter.
    private static string Shape(string shape, Random random)
    {
        var text = new StringBuilder(shape.Length);
        foreach (var c in shape)
        {
            text.Append(c switch { '9' => (char)('0' + random.Next(text.Length == 0 ? 1 : 0, 10)), 'A' => (char)('A' + random.Next(26)), _ => c });
        }

        return text.ToString();
    }

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];
}
