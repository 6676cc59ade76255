using System.Collections.Frozen;

namespace Sallyport.Detection.Pii;

/// <summary>
/// The words that tell what a number near them is: many in English, German, French, Spanish, Italian and Portuguese, the commonest in Dutch, Polish, Swedish, Turkish,
/// Russian, Ukrainian, Arabic, Hindi, Chinese, Japanese and Korean. The nearest that is known decides: in "order 93059066; call back on 0869213" the first number
/// is an order's and the second a telephone's.
/// </summary>
internal static class ContextWords
{
    /// <summary>How far before a number words count, in UTF-16 code units.</summary>
    public const int Reach = 80;

    /// <summary>How far after a number words count, in UTF-16 code units.</summary>
    public const int ReachAhead = 20;

    private const int MaxWord = 28;
    private const int MaxInitials = 4;

    // Of a script that writes no spaces between words.
    private const int MaxUnspaced = 4;

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
                    return NumberedBy(reach[..(end - 1)].TrimEnd(' '));
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
            if ((start > 0 || reach.Length < Reach) && OfRun(reach, start, end) is var cue and not ContextCue.None)
            {
                return cue;
            }

            end = start;
        }

        return ContextCue.None;
    }

    // "Passport #" and "DL#" name what follows; of anything else "#" makes a reference.
    private static ContextCue NumberedBy(ReadOnlySpan<char> text)
    {
        var start = text.Length;
        while (start > 0 && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        return Of(text[start..]) is var cue and not ContextCue.None ? cue : ContextCue.Reference;
    }

    private static ContextCue OfRun(ReadOnlySpan<char> text, int start, int end)
    {
        var run = text[start..end];
        if (run.Length == 1)
        {
            return OfInitials(text[..end]);
        }

        return Of(run) is var cue and not ContextCue.None ? cue : OfUnspaced(run);
    }

    // "D.O.B.", "S.S.N."
    private static ContextCue OfInitials(ReadOnlySpan<char> text)
    {
        Span<char> letters = stackalloc char[MaxInitials];
        var count = 0;
        for (var at = text.Length - 1; at >= 0 && count < MaxInitials && char.IsLetter(text[at]); at -= 2)
        {
            letters[^++count] = text[at];
            if (at == 0 || text[at - 1] != '.')
            {
                break;
            }
        }

        return Of(letters[^count..]);
    }

    // The last known word in a run of Chinese, Japanese or Korean, which holds a clause.
    private static ContextCue OfUnspaced(ReadOnlySpan<char> run)
    {
        for (var end = run.Length; end > 1; end--)
        {
            if (!IsUnspaced(run[end - 1]))
            {
                continue;
            }

            for (var start = Math.Max(0, end - MaxUnspaced); start < end - 1; start++)
            {
                if (Of(run[start..end]) is var cue and not ContextCue.None)
                {
                    return cue;
                }
            }
        }

        return ContextCue.None;
    }

    private static bool IsUnspaced(char c) => c is (>= '\u3040' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3');

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
        Add(ContextCue.Technical, "version versions assemblyversion fileversion ver build release revision rev checksum hash sha md5 crc commit timestamp epoch unix timeout port seed offset pid exit code error");
        Add(ContextCue.Technical, "bytes byte kb mb gb size length duration ms seconds milliseconds line row column index uuid guid nonce firmware kernel chapter section rfc versão versión versione died death deceased released founded married expires expiry expired gestorben");
        Add(ContextCue.Amount, "total price cost sum amount balance usd eur gbp dollars euros revenue population salary paid fee budget betrag preis summe montant prix somme");
        Add(ContextCue.Amount, "importe precio suma importo prezzo valor preço percent million people times boxes units users records rows views");
        Add(ContextCue.Phone, "telefoon telefoonnummer mobiel bellen gebeld telefonu komórka komórkowy zadzwonić zadzwoń ring ringa cep arayın arayin");
        Add(ContextCue.Phone, "телефон телефона телефону телефоном тел мобильный мобильного звоните позвоните зателефонуйте мобільний هاتف الهاتف جوال الجوال اتصل फोन फ़ोन मोबाइल संपर्क");
        Add(ContextCue.Phone, "电话 手机 致电 拨打 联系方式 電話 手機 聯絡 携帯 連絡先 전화 전화번호 휴대폰 핸드폰 연락처");
        Add(ContextCue.Birth, "geboortedatum urodzony urodzona urodzenia född fødselsdato födelsedatum doğum doğumlu dogum родился родилась рождения народився народилася народження");
        Add(ContextCue.Birth, "ولد المولود ميلاد الميلاد जन्म जन्मतिथि 出生 生日 生年月日 誕生日 생년월일 생일 출생");
        Add(ContextCue.Passport, "paspoort paszport paszportu pasaport паспорт паспорта паспорту جواز पासपोर्ट 护照 護照 旅券 パスポート 여권 여권번호");
        Add(ContextCue.Licence, "rijbewijs rijbewijsnummer körkort ehliyet 驾照 驾驶证 駕照 免許証 運転免許 운전면허");
        Add(ContextCue.Card, "kaart karta karty kort kart карта карты карту بطاقة 卡号 信用卡 银行卡 カード 카드");
        Add(ContextCue.Bank, "rekening rekeningnummer konta rachunek rachunku hesap счёт счет счёта 账户 账号 帳戶 口座 계좌");
        Add(ContextCue.Reference, "bestelling bestelnummer factuur zamówienie zamówienia faktura faktury beställning sipariş заказ заказа накладная 订单 单号 發票 发票 快递 注文 請求書 追跡 주문 송장");
        Add(ContextCue.Amount, "prijs bedrag cena kwota pris belopp fiyat tutar цена сумма рублей 价格 金额 價格 価格 金額 가격 금액");
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
