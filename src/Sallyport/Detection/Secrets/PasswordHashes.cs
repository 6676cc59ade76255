using static Sallyport.Detection.Secrets.TokenAlphabet;

namespace Sallyport.Detection.Secrets;

/// <summary>Password hashes as files of accounts hold them (htpasswd, shadow, LDAP, Django): who has one can guess the password at leisure.</summary>
internal static class PasswordHashes
{
    private const string Name = "password_hash";

    public static IReadOnlyList<TokenFormat> Formats { get; } =
    [
        // man 5 crypt: bcrypt, MD5, SHA-256 and SHA-512 crypt, yescrypt; httpd.apache.org/docs/current/misc/password_encryptions.html: apr1, {SHA}.
        new(Name, "$2y$", Crypt, 55, 56) { Check = TokenChecks.CryptHash },
        new(Name, "$2b$", Crypt, 55, 56) { Check = TokenChecks.CryptHash },
        new(Name, "$2a$", Crypt, 55, 56) { Check = TokenChecks.CryptHash },
        new(Name, "$apr1$", Crypt, 23, 31) { Check = TokenChecks.CryptHash },
        new(Name, "$1$", Crypt, 23, 31) { Check = TokenChecks.CryptHash },
        new(Name, "$5$", Crypt, 44, 76) { Check = TokenChecks.CryptHash },
        new(Name, "$6$", Crypt, 87, 119) { Check = TokenChecks.CryptHash },
        new(Name, "$y$j9T$", Crypt, 60, 80) { Check = TokenChecks.CryptHash },
        new(Name, "{SHA}", Base64, 28),
        new(Name, "{SSHA}", Base64, 32, 64),
        // The reference implementation's encoded form, and Django's.
        new(Name, "$argon2id$", Crypt, 60, 200),
        new(Name, "$argon2i$", Crypt, 60, 200),
        new(Name, "pbkdf2_sha256$", Crypt, 50, 120) { Check = TokenChecks.CryptHash },
    ];
}
