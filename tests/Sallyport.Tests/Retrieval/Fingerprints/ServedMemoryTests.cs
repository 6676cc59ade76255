using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Retrieval.Fingerprints;

/// <summary>What a search has shown is known again where it is pasted; nothing else is.</summary>
public sealed class ServedMemoryTests : IDisposable
{
    private const int Slack = Winnower.Window - 1;

    private static readonly Gen<string> Words = Gen.Select(
        Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789ßéıДжشक漢字"].Array[1, 9].Select(static letters => new string(letters)),
        Gen.OneOf(" ", " ", " ", ", ", ". ", ".\n", "\n\n"),
        static (word, space) => word + space);

    private static readonly Gen<string> Texts = Words.Array[30, 120].Select(string.Concat);

    // How an application pastes: in other case, with other spaces, in a quotation, or as a JSON string.
    private static readonly Gen<Func<string, string>> Pastes = Gen.OneOf<Func<string, string>>(
        static text => text,
        static text => string.Concat(text.Select(static c => c is 'ß' or 'ı' ? c : char.ToUpperInvariant(c))),
        static text => text.Replace(" ", "  \t", StringComparison.Ordinal).ReplaceLineEndings("\r\n> "),
        static text => text.Replace(" ", "", StringComparison.Ordinal),
        static text => string.Join('\u200b', text.AsEnumerable()),
        static text => text.Normalize(NormalizationForm.FormD),
        static text => System.Text.Json.JsonSerializer.Serialize(text),
        static text => System.Text.Json.JsonSerializer.Serialize(System.Text.Json.JsonSerializer.Serialize(text)));

    private readonly FakeTimeProvider _time = new(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServedTexts _served;
    private readonly ReceiptId _receipt;
    private readonly Principal _principal = PrincipalOf(TenantId.New());

    public ServedMemoryTests()
    {
        _served = new(_time);
        _receipt = ReceiptId.New(_time);
    }

    public void Dispose() => _served.Dispose();

    [Fact]
    public void Scan_AnyCopyOfSixtyLetters_IsFoundWhateverStandsAroundIt() =>
        Gen.Select(Texts, Texts, Texts, Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Pastes).Sample((shown, before, after, from, length, paste) =>
        {
            var memory = Shown("", shown);
            var letters = LettersOf(shown);
            if (letters.Count < Winnower.Guaranteed)
            {
                return;
            }

            var first = from % (letters.Count - Winnower.Guaranteed + 1);
            var count = Winnower.Guaranteed + (length % (letters.Count - first - Winnower.Guaranteed + 1));
            var copy = paste(shown[letters[first]..(letters[first + count - 1] + 1)]);
            // No text has this letter, so that what stands around can't go on as the copied text does.
            var head = $"{before}\nω ";
            var text = $"{head}{copy} ω\n{after}";

            var found = Scan(memory, text);

            // Of a copy of a part, up to a window's letters at each end may go unmarked, or as many around it be taken for it.
            var stretch = Assert.Single(found);
            Assert.Equal([_receipt], stretch.Receipts);
            var copied = LettersOf(text).Where(at => at >= head.Length && at < head.Length + copy.Length).ToList();
            Assert.InRange(copied.Count(at => at < stretch.Span.Start), 0, Slack);
            Assert.InRange(copied.Count(at => at >= stretch.Span.End), 0, Slack);
            Assert.InRange(LettersOf(text).Count(at => at < copied[0] && at >= stretch.Span.Start), 0, Slack);
            Assert.InRange(LettersOf(text).Count(at => at > copied[^1] && at < stretch.Span.End), 0, Slack);
        });

    [Fact]
    public void Scan_AWholeText_IsFoundFromItsFirstLetterToItsLast() =>
        Gen.Select(Texts, Texts, Texts, Texts, Pastes, Gen.Bool).Sample((preface, shown, before, after, paste, isWithPreface) =>
        {
            var memory = Shown(preface, shown);
            var letters = LettersOf(shown);
            if (letters.Count < Winnower.Guaranteed)
            {
                return;
            }

            var copy = paste(isWithPreface ? $"{preface}\n{shown}" : shown);
            // No text has this letter, so that what stands around can't be the end of the preface by chance.
            var head = $"{before} ω ";
            var text = $"{head}{copy} ω {after}";

            var found = Assert.Single(Scan(memory, text));

            var copied = LettersOf(text).Where(at => at >= head.Length && at < head.Length + copy.Length).ToList();
            Assert.Equal(
                LettersOf(text).Where(at => at >= found.Span.Start && at < found.Span.End), copied);
        });

    [Fact]
    public void Scan_InPieces_FindsWhatItFindsInOne() =>
        Gen.Select(Texts, Texts, Gen.Int[1, 400].Array[1, 20]).Sample((shown, other, steps) =>
        {
            var memory = Shown("source", shown);
            var text = $"{other}{shown}{other}{shown}";
            var scan = memory.Scan(_principal, text.AsMemory());
            var at = 0;
            foreach (var step in steps)
            {
                scan.Advance(at = Math.Min(text.Length, at + step));
            }

            Assert.Equal(Scan(memory, text).Select(static stretch => stretch.Span), scan.Complete().Select(static stretch => stretch.Span));
        });

    // Ten million letters against four hundred thousand fingerprints; one chance meeting in them would have a chance of less than 10^-4.
    [Fact]
    public void Scan_TextThatWasNeverShown_IsNotFound()
    {
        var memory = _served.For(_principal.Tenant);
        var random = new Random(7);
        while (memory.Count < FingerprintTable.Most / 2)
        {
            memory.Add(_receipt, _principal.Key, [], "", RandomText(random, 100_000));
        }

        for (var i = 0; i < 100; i++)
        {
            Assert.Empty(Scan(memory, RandomText(random, 100_000)));
        }
    }

    [Fact]
    public void Scan_OtherNumbersInOneForm_AreAnotherText()
    {
        var memory = Shown("", "Order 4711 of 12 March was paid with card 8822 and left the warehouse as parcel 90210.");

        Assert.Empty(Scan(memory, "Order 5822 of 24 March was paid with card 1133 and left the warehouse as parcel 80808."));
    }

    [Fact]
    public void Scan_OfAnotherTenant_FindsNothing() => Texts.Sample(shown =>
    {
        var (owner, other) = (PrincipalOf(TenantId.New()), PrincipalOf(TenantId.New()));
        _served.For(owner.Tenant).Add(_receipt, owner.Key, [], "", shown);
        _served.For(other.Tenant).Add(_receipt, other.Key, [], "", "Something of its own, so that there is something that could be found at all.");

        Assert.Empty(_served.For(other.Tenant).Scan(other, shown.AsMemory()).Complete());
    });

    [Fact]
    public void Scan_LabelledText_IsFoundForWhoWasShownItOrMayFindIt()
    {
        const string text = "Salaries of the board: the chair has 210,000 a year, each other member has 84,000 a year.";
        var memory = _served.For(_principal.Tenant);
        memory.Add(_receipt, _principal.Key, ["board", "hr"], "", text);

        Assert.Single(Scan(memory, text));
        Assert.Single(memory.Scan(PrincipalOf(_principal.Tenant) with { Clearances = ["hr", "board", "x"] }, text.AsMemory()).Complete());
        Assert.Empty(memory.Scan(PrincipalOf(_principal.Tenant) with { Clearances = ["hr"] }, text.AsMemory()).Complete());
        Assert.Empty(memory.Scan(PrincipalOf(_principal.Tenant), text.AsMemory()).Complete());
    }

    [Fact]
    public void Scan_TextOfTwoDocuments_IsFoundForWhoMayFindEither()
    {
        const string text = "This document is confidential and belongs to the company; copies need the consent of the author.";
        var memory = _served.For(_principal.Tenant);
        var labelled = ReceiptId.New(_time);
        memory.Add(_receipt, KeyId.New(), [], "", text);
        memory.Add(labelled, KeyId.New(), ["hr"], "", text);

        Assert.Equal([_receipt], Assert.Single(Scan(memory, text)).Receipts);
        var cleared = PrincipalOf(_principal.Tenant) with { Clearances = ["hr"] };
        Assert.Equal([_receipt, labelled], Assert.Single(memory.Scan(cleared, text.AsMemory()).Complete()).Receipts);
    }

    [Fact]
    public void Scan_ShownAgain_NamesTheLastReceipt()
    {
        const string text = "Employees may take sixteen weeks of parental leave. It is paid in full by the company.";
        var memory = Shown("", text);
        var again = ReceiptId.New(_time);
        memory.Add(again, _principal.Key, [], "", text);

        Assert.Equal([again], Assert.Single(Scan(memory, text)).Receipts);
    }

    [Fact]
    public void Scan_TwoTextsBesideEachOther_AreTold()
    {
        const string one = "Employees may take sixteen weeks of parental leave. It is paid in full by the company.";
        const string two = "Book trains before flights. A hotel costs at most 120 euros a night, breakfast included.";
        var memory = Shown("", one);
        var second = ReceiptId.New(_time);
        memory.Add(second, _principal.Key, [], "", two);

        var found = Scan(memory, $"[1] {one}\n[2] {two}\nWhat may a hotel cost?");

        Assert.Equal([one, two], found.Select(stretch => $"[1] {one}\n[2] {two}\n"[stretch.Span.Start..stretch.Span.End]));
        Assert.Equal([_receipt, second], found.SelectMany(static stretch => stretch.Receipts));
    }

    [Theory]
    [InlineData("ha ")]
    [InlineData("a")]
    [InlineData("abcdefghijklmnopqrstuvwxyz")]
    public void Scan_TextThatRepeatsItself_IsFound(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 200));
        var memory = Shown("", text);

        Assert.Equal(new TextSpan(0, text.TrimEnd().Length), Assert.Single(Scan(memory, text)).Span);
        Assert.NotEmpty(Scan(memory, "x" + text[..120]));
    }

    [Fact]
    public void Memory_KeepsNothingLongerThanADay()
    {
        const string text = "Employees may take sixteen weeks of parental leave. It is paid in full by the company.";
        var memory = _served.For(_principal.Tenant);
        memory.Add(_receipt, _principal.Key, [], "", text);

        _time.Advance(ServedMemory.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Single(Scan(memory, text));
        Assert.False(memory.IsEmpty);
        memory.Add(ReceiptId.New(_time), _principal.Key, [], "", "What is shown later is known for longer than what was shown before, and stays.");

        _time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        Assert.Empty(Scan(memory, text));
        var left = memory.Count;
        Assert.NotEqual(0, left);

        _time.Advance(ServedMemory.Lifetime + TimeSpan.FromHours(1));
        Assert.True(memory.IsEmpty);
    }

    [Fact]
    public void Memory_ThatIsFull_LetsGoOfItsOwnOldest()
    {
        const string text = "Employees may take sixteen weeks of parental leave. It is paid in full by the company.";
        var other = PrincipalOf(TenantId.New());
        _served.For(other.Tenant).Add(_receipt, other.Key, [], "", text);
        var memory = _served.For(_principal.Tenant);
        memory.Add(_receipt, _principal.Key, [], "", text);
        var random = new Random(7);
        var last = "";
        for (var i = 0; i < 60; i++)
        {
            memory.Add(ReceiptId.New(_time), _principal.Key, [], "", last = RandomText(random, 100_000));
            Assert.InRange(memory.Count, 1, FingerprintTable.Most);
        }

        Assert.Empty(Scan(memory, text));
        Assert.Equal(new TextSpan(0, last.TrimEnd().Length), Assert.Single(Scan(memory, last)).Span);
        Assert.Single(_served.For(other.Tenant).Scan(other, text.AsMemory()).Complete());
    }

    [Fact]
    public void Memory_ThatOneSearchFills_GoesOnWithItsRest()
    {
        var memory = new ServedMemory(_time);
        var random = new Random(7);
        var last = "";
        for (var i = 0; i < 60; i++)
        {
            memory.Add(_receipt, _principal.Key, [], "", last = RandomText(random, 100_000));
            Assert.InRange(memory.Count, 1, FingerprintTable.Most);
        }

        Assert.Equal([_receipt], Assert.Single(Scan(memory, last[^1000..])).Receipts);
    }

    [Fact]
    public void Memory_WithMoreSourcesThanItHolds_LetsGoOfItsOldest()
    {
        var memory = _served.For(_principal.Tenant);
        static string TextOf(int number) => string.Join(" and ", Enumerable.Repeat($"case {number}", 8));
        for (var i = 0; i <= FingerprintTable.MostSources; i++)
        {
            memory.Add(ReceiptId.New(_time), _principal.Key, [], "", TextOf(i));
        }

        Assert.Single(Scan(memory, TextOf(FingerprintTable.MostSources)));
        Assert.Empty(Scan(memory, TextOf(0)));
    }

    [Fact]
    public void Forget_OfATenant_EmptiesItsMemoryAlone()
    {
        const string text = "Employees may take sixteen weeks of parental leave. It is paid in full by the company.";
        var other = PrincipalOf(TenantId.New());
        _served.For(other.Tenant).Add(_receipt, other.Key, [], "", text);
        var memory = _served.For(_principal.Tenant);
        memory.Add(_receipt, _principal.Key, [], "", text);

        _served.Forget(_principal.Tenant);

        Assert.True(memory.IsEmpty);
        Assert.Empty(Scan(memory, text));
        Assert.False(_served.For(other.Tenant).IsEmpty);
    }

    private ServedMemory Shown(string preface, string text)
    {
        var memory = new ServedMemory(_time);
        memory.Add(_receipt, _principal.Key, [], preface, text);
        return memory;
    }

    private IReadOnlyList<ServedStretch> Scan(ServedMemory memory, string text) => memory.Scan(_principal, text.AsMemory()).Complete();

    private static Principal PrincipalOf(TenantId tenant) => new(tenant, KeyId.New(), null, Scopes.Infer | Scopes.Retrieve);

    // Where letters stand, as fingerprints read them.
    private static List<int> LettersOf(string text)
    {
        var letters = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            if (FoldedLetters.Read(text, at, out var next) != FoldedLetters.None)
            {
                letters.Add(at);
            }

            at = next;
        }

        return letters;
    }

    private static string RandomText(Random random, int length)
    {
        var text = new StringBuilder(length + 16);
        while (text.Length < length)
        {
            for (var i = random.Next(1, 9); i > 0; i--)
            {
                text.Append((char)('a' + random.Next(26)));
            }

            text.Append(' ');
        }

        return text.ToString();
    }
}
