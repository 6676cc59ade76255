using System.Collections.Frozen;

namespace Sallyport.Detection.Pii;

/// <summary>
/// The words (English, German, French, Spanish, Italian, Portuguese) that tell what a number near them is. The nearest that is known decides:
/// in "order 93059066; call back on 0869213" the first number is an order's and the second a telephone's.
/// </summary>
internal static class ContextWords
{
    /// <summary>How far before a number words count, in UTF-16 code units.</summary>
    public const int Reach = 80;

    /// <summary>How far after a number words count, in UTF-16 code units.</summary>
    public const int ReachAhead = 20;

    private const int MaxWord = 28;

    private static readonly FrozenDictionary<string, ContextCue>.AlternateLookup<ReadOnlySpan<char>> s_cues = Build().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The cue of the nearest known word before the end of a text.</summary>
    public static ContextCue Before(ReadOnlySpan<char> text)
    {
        var reach = text[^Math.Min(text.Length, Reach)..];
        var end = reach.Length;
        while (end > 0)
        {
            if (!char.IsLetter(reach[end - 1]))
            {
                if (reach[end - 1] == '#')
                {
                    return ContextCue.Reference;
                }

                end--;
                continue;
            }

            var start = end - 1;
            while (start > 0 && char.IsLetter(reach[start - 1]) && !IsHump(reach, start))
            {
                start--;
            }

            // A word that the reach cuts may be another one's tail.
            if ((start > 0 || reach.Length < Reach) && Of(reach[start..end]) is var cue and not ContextCue.None)
            {
                return cue;
            }

            end = start;
        }

        return ContextCue.None;
    }

    /// <summary>The cue of a single word.</summary>
    public static ContextCue Of(ReadOnlySpan<char> word)
    {
        if (word.Length is < 2 or > MaxWord)
        {
            return ContextCue.None;
        }

        Span<char> lower = stackalloc char[MaxWord];
        var length = word.ToLowerInvariant(lower);
        return length > 0 && s_cues.TryGetValue(lower[..length], out var cue) ? cue : ContextCue.None;
    }

    // "phoneNumber" is two words.
    private static bool IsHump(ReadOnlySpan<char> text, int at) => char.IsUpper(text[at]) && char.IsLower(text[at - 1]);

    private static FrozenDictionary<string, ContextCue> Build()
    {
        var cues = new Dictionary<string, ContextCue>(StringComparer.Ordinal);
        Add(ContextCue.Phone, "phone phones telephone tel mobile mob cell cellphone call calls calling callback dial fax whatsapp sms contact reach hotline helpline msisdn voicemail");
        Add(ContextCue.Phone, "telefon telefonnummer handy handynummer mobil mobilnummer rufnummer rückruf rückrufnummer anruf anrufen faxnummer durchwahl erreichbar erreichen");
        Add(ContextCue.Phone, "téléphone téléphoner portable appeler appelez appel rappeler rappelez joindre joignable");
        Add(ContextCue.Phone, "teléfono telefono móvil movil celular llamar llamó llamo llame llamada llamadas contacto");
        Add(ContextCue.Phone, "cellulare chiamare chiamato chiamata chiama chiami recapito telefone telemóvel telemovel ligar ligou ligue contato");
        Add(ContextCue.Card, "card cards visa mastercard amex debit credit cc charge payment cvv cvc karte kreditkarte carte tarjeta carta cartão cartao");
        Add(ContextCue.Bank, "iban account bank konto kontonummer compte cuenta conto conta rib sepa mandate");
        Add(ContextCue.UsTax, "ssn social itin tin taxpayer");
        Add(ContextCue.UkInsurance, "nino insurance");
        Add(ContextCue.UkHealth, "nhs");
        Add(ContextCue.GermanTax, "steuer steuerid idnr steueridentifikationsnummer steuernummer identifikationsnummer tin");
        Add(ContextCue.FrenchSocial, "nir sécu sécurité securite sociale social insee assuré");
        Add(ContextCue.SpanishIdentity, "dni nie nif");
        Add(ContextCue.ItalianTax, "codice fiscale");
        Add(ContextCue.IndianIdentity, "aadhaar aadhar uidai uid");
        Add(ContextCue.IndianTax, "pan permanent");
        Add(ContextCue.BrazilianTax, "cpf cnpj cadastro");
        Add(ContextCue.CanadianSocial, "sin nas social insurance sociale");
        Add(ContextCue.Identity, "national identity identification tax ausweis personalausweis identité identidad identità identidade documento");
        Add(ContextCue.Birth, "born birth dob birthday birthdate bday geboren geb geburtsdatum geburtstag né née naissance");
        Add(ContextCue.Birth, "nacido nacida nacimiento nació nato nata nascita nascido nascida nascimento nasceu");
        Add(ContextCue.Passport, "passport passports passeport pasaporte reisepass reisepassnummer passnummer passaporto passaporte");
        Add(ContextCue.Licence, "driving driver drivers dl dvla führerschein führerscheinnummer fahrerlaubnis conduire conducir patente habilitação cnh condução");
        Add(ContextCue.Network, "ip ipv4 ipv6 host server client login address addr remote peer dns anmeldung connexion acceso accesso acesso blocked");
        Add(ContextCue.Reference, "order orders invoice invoices ticket tickets ref reference tracking shipment parcel sku isbn issn ean upc gtin asin item items part product serial model batch");
        Add(ContextCue.Reference, "lot case claim po quote booking reservation room staff employee student member page article patent rfc bug issue transaction barcode");
        Add(ContextCue.Reference, "bestellung bestellnummer rechnung rechnungsnummer auftrag auftragsnummer artikel artikelnummer seriennummer sendung sendungsnummer vorgang kundennummer aktenzeichen");
        Add(ContextCue.Reference, "commande facture colis suivi dossier réf référence pedido factura envío envio seguimiento referencia artículo");
        Add(ContextCue.Reference, "ordine fattura spedizione riferimento articolo fatura encomenda rastreamento referência artigo");
        Add(ContextCue.Technical, "version versions ver build release revision rev checksum hash sha md5 crc commit timestamp epoch unix timeout port seed offset pid exit code error");
        Add(ContextCue.Technical, "bytes byte kb mb gb size length duration ms seconds milliseconds line row column index uuid guid nonce firmware kernel chapter section rfc versão versión versione died death deceased released founded married expires expiry expired gestorben");
        Add(ContextCue.Amount, "total price cost sum amount balance usd eur gbp dollars euros revenue population salary paid fee budget betrag preis summe montant prix somme");
        Add(ContextCue.Amount, "importe precio suma importo prezzo valor preço percent million people times boxes units users records rows views");
        return cues.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(ContextCue cue, string words)
        {
            foreach (var word in words.Split(' '))
            {
                cues[word] = cues.GetValueOrDefault(word) | cue;
            }
        }
    }
}
