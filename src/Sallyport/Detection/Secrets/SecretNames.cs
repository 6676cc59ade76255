using System.Collections.Frozen;

namespace Sallyport.Detection.Secrets;

/// <summary>Reads names of variables, settings and headers, in any of the ways that programmers join words.</summary>
internal static class SecretNames
{
    private const int LongestWord = 24;

    private static readonly FrozenDictionary<string, Role>.AlternateLookup<ReadOnlySpan<char>> Roles = Build();

    [Flags]
    private enum Role
    {
        None = 0,
        Weak = 1,
        Secret = 2,
        Password = 4,

        /// <summary>A key that is qualified by a word before it is a secret one.</summary>
        Key = 8,
        Qualifier = 16,

        /// <summary>A name that ends so holds something about the secret, not the secret.</summary>
        Ending = 32,

        /// <summary>A name that holds one of these is of something public.</summary>
        Public = 64,

        /// <summary>The first of two words that are a password together: <c>mật khẩu</c>, <c>kata laluan</c>.</summary>
        PasswordBegin = 128,

        /// <summary>The second, which means something else by itself.</summary>
        PasswordEnd = 256,
    }

    /// <summary>Judges a name such as <c>aws_secret_access_key</c>, <c>githubToken</c> or <c>X-Api-Key</c>.</summary>
    public static NameStrength Judge(ReadOnlySpan<char> name)
    {
        Span<char> word = stackalloc char[LongestWord];
        var strength = NameStrength.None;
        var last = Role.None;
        var start = 0;
        while (start < name.Length)
        {
            var end = NextWord(name, ref start);
            if (end == start)
            {
                break;
            }

            var length = Math.Min(end - start, LongestWord);
            name.Slice(start, length).ToLowerInvariant(word);

            // Outside of Turkish the dotted capital keeps its dot.
            word.Replace('\u0130', 'i');
            start = end;
            var role = RoleOf(word[..length]);
            if ((role & Role.Public) != 0)
            {
                return NameStrength.None;
            }

            var isPassword = (role & Role.Password) != 0 || ((role & Role.PasswordEnd) != 0 && (last & Role.PasswordBegin) != 0);
            var found = isPassword ? NameStrength.Password
                : (role & Role.Secret) != 0 || ((role & Role.Key) != 0 && (last & Role.Qualifier) != 0) ? NameStrength.Strong
                : (role & Role.Weak) != 0 ? NameStrength.Weak
                : NameStrength.None;
            strength = found > strength ? found : strength;
            last = role;
        }

        return (last & Role.Ending) != 0 ? NameStrength.None : strength;
    }

    /// <summary>Whether a name says something only with the word before it.</summary>
    public static bool IsSecondWord(ReadOnlySpan<char> name)
    {
        Span<char> word = stackalloc char[LongestWord];
        return name.Length <= LongestWord && (RoleOf(word[..name.ToLowerInvariant(word)]) & Role.PasswordEnd) != 0;
    }

    private static Role RoleOf(ReadOnlySpan<char> word)
    {
        if (Roles.TryGetValue(word, out var role))
        {
            return role;
        }

        if (word.Length < 6 || !char.IsAscii(word[^1]))
        {
            // Chinese, Japanese and Korean put no space before it.
            return word.EndsWith("密码", StringComparison.Ordinal) || word.EndsWith("密碼", StringComparison.Ordinal) || word.EndsWith("口令", StringComparison.Ordinal)
                || word.EndsWith("パスワード", StringComparison.Ordinal) || word.EndsWith("비밀번호", StringComparison.Ordinal) || word.EndsWith("암호", StringComparison.Ordinal) ? Role.Password : Role.None;
        }

        // Words written as one: dbpassword, DISCORDTOKEN.
        return word.EndsWith("password", StringComparison.Ordinal) || word.EndsWith("passwd", StringComparison.Ordinal) ? Role.Password
            : word.EndsWith("token", StringComparison.Ordinal) || word.EndsWith("secret", StringComparison.Ordinal) || word.EndsWith("apikey", StringComparison.Ordinal) ? Role.Secret
            : Role.None;
    }

    /// <summary>Moves <paramref name="start"/> to the next word and gives its end.</summary>
    private static int NextWord(ReadOnlySpan<char> name, ref int start)
    {
        while (start < name.Length && !char.IsLetterOrDigit(name[start]))
        {
            start++;
        }

        var end = start;
        while (end < name.Length && char.IsLetterOrDigit(name[end]))
        {
            var isCamel = end > start && char.IsUpper(name[end])
                && (char.IsLower(name[end - 1]) || (end + 1 < name.Length && char.IsLower(name[end + 1])));
            if (isCamel)
            {
                break;
            }

            end++;
        }

        return end;
    }

    private static FrozenDictionary<string, Role>.AlternateLookup<ReadOnlySpan<char>> Build()
    {
        var roles = new Dictionary<string, Role>(StringComparer.Ordinal);
        Add(
            Role.Password,
            "password", "passwd", "pwd", "passphrase", "pass", "passcode", "psw", "userpass",
            // Spanish and Catalan, French, Portuguese, German, Indonesian, Turkish, Italian and Romanian, Polish, Dutch, Swahili; with and without their marks.
            "contraseña", "contrasena", "contrasenya", "passe", "motdepasse", "mdp", "senha", "passwort", "kennwort", "sandi", "katasandi",
            "şifre", "sifre", "şifresi", "sifresi", "şifrem", "sifrem", "şifreniz", "sifreniz", "parola", "parolă", "parolası", "parolasi", "parolanız", "parolaniz",
            "hasło", "haslo", "hasła", "wachtwoord", "nenosiri", "matkhau",
            // Czech and Slovak, Swedish, Danish, Norwegian, Finnish, Hungarian, Croatian and Serbian, Russian and Ukrainian, Bulgarian, Hebrew.
            "heslo", "lösenord", "losenord", "adgangskode", "kodeord", "passord", "salasana", "jelszó", "jelszo", "lozinka", "лозинка", "пароль", "пароля", "парола", "סיסמה", "סיסמא");
        Add(Role.PasswordBegin, "mật", "mat", "kata", "كلمة");
        Add(Role.PasswordEnd, "khẩu", "khau", "laluan", "المرور", "السر", "مرور");
        Add(
            Role.Secret,
            "secret", "token", "apikey", "credential", "credentials", "creds", "bearer", "authtoken", "accesskey",
            "privatekey", "secretkey", "accesstoken", "clientsecret", "accountkey", "sharedaccesskey", "authorization",
            "authkey", "appkey", "jwt", "sig", "apitoken", "secrets", "pat");
        Add(
            Role.Weak,
            "key", "keys", "auth", "login", "session", "cookie", "access", "api", "licence", "license");
        Add(
            Role.Qualifier,
            "api", "access", "secret", "private", "auth", "account", "encryption", "signing", "master", "admin", "service",
            "shared", "app", "client", "storage", "deploy", "consumer", "subscription", "application", "webhook",
            "license", "aws", "azure", "cloudflare", "datadog", "heroku", "hubspot", "algolia", "sendbird", "snyk",
            "sentry", "linkedin", "twilio", "mailchimp", "mailgun", "okta", "openai", "cohere", "mistral", "github",
            "gitlab", "messagebird", "stripe", "asana", "grafana", "splunk", "pagerduty", "fastly");
        Add(
            Role.Ending,
            "name", "id", "ids", "size", "length", "len", "count", "type", "path", "file", "url", "uri", "selector",
            "version", "alias", "algorithm", "alg", "hash", "index", "format", "field", "column", "label", "title",
            "description", "list", "ring", "limit", "expires", "expiry", "expiration", "ttl", "prefix", "suffix", "policy",
            "hint", "usage", "store", "provider", "class", "method", "endpoint", "fingerprint", "checksum", "digest",
            "arn", "ref", "reference", "pattern", "regex", "env", "var", "variable", "status", "mode", "enabled",
            "required", "tokens", "tab", "code", "position", "word", "board", "press", "bits", "date", "time", "at", "in",
            "by", "user", "username", "region", "host", "domain", "md5", "sha1", "sha256");
        Add(
            Role.Public,
            "public", "primary", "foreign", "cache", "sort", "partition", "max", "min", "num", "total", "prompt",
            "completion", "pubkey", "publishable", "hash", "checksum", "idempotency", "csrf", "xsrf", "unique", "row",
            "object", "kms", "author", "publickey", "integrity", "issuer");
        Add(Role.Key, "key", "keys");
        return roles.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

        void Add(Role role, params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                roles[word] = roles.GetValueOrDefault(word) | role;
            }
        }
    }
}
