using Sallyport.Detection.Secrets;
using Xunit;

namespace Sallyport.Tests.Detection.Secrets;

public sealed class NamedSecretDetectorTests
{
    private static readonly NamedSecretDetector s_detector = new();

    [Theory]
    [InlineData("The password is T2mAA9!vHBxXn, please change it.", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("Das Kennwort ist T2mAA9!vHBxXn, bitte ändern.", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("Le mot de passe est T2mAA9!vHBxXn.", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("A senha é T2mAA9!vHBxXn.", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("Het wachtwoord is T2mAA9!vHBxXn.", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("Kata sandi adalah T2mAA9!vHBxXn", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("Your password has been reset to T2mAA9!vHBxXn", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("The password is now set to T2mAA9!vHBxXn.", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("Das Passwort lautet T2mAA9!vHBxXn.", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("The password is **T2mAA9!vHBxXn**.", "secret.password", "T2mAA9!vHBxXn")]
    [InlineData("machine api.example.com login jane password TICdc9!3jjgL4", "secret.password", "TICdc9!3jjgL4")]
    [InlineData("mongosh --username app --password TYA5L9!H8wxSb --host db", "secret.password", "TYA5L9!H8wxSb")]
    [InlineData("CREATE USER 'app'@'%' IDENTIFIED BY 'TKBNI9!AXZoGb';", "secret.password", "TKBNI9!AXZoGb")]
    [InlineData("ALTER ROLE app WITH PASSWORD 'TBUNm9!R2lKui';", "secret.password", "TBUNm9!R2lKui")]
    [InlineData("requirepass MYXAhh3L7MLz0qJtBXkMEhT7", "secret.password", "MYXAhh3L7MLz0qJtBXkMEhT7")]
    [InlineData("sshpass -p 'TzrDp9!PUA6ew' ssh root@10.0.0.1", "secret.password", "TzrDp9!PUA6ew")]
    [InlineData("ConvertTo-SecureString \"TRMgI9!TchyA2\" -AsPlainText", "secret.password", "TRMgI9!TchyA2")]
    [InlineData("<password>TDTWQ9!WORGhD</password>", "secret.password", "TDTWQ9!WORGhD")]
    [InlineData("<db_Password>TDTWQ9!WORGhD</db_Password>", "secret.password", "TDTWQ9!WORGhD")]
    [InlineData("os.Setenv(\"GITHUB_TOKEN\", \"ab9dbc742d8d76174cb707ed14555de164aeb01b\")", "secret.generic", "ab9dbc742d8d76174cb707ed14555de164aeb01b")]
    [InlineData("setProperty('db.password','Hq7xWv92Lm')", "secret.password", "Hq7xWv92Lm")]
    [InlineData("the key (dapi2d0626373936081d28a0db506573638a)", "secret.databricks_token", "dapi2d0626373936081d28a0db506573638a")]
    public void Secret_AfterItsName_IsFound(string text, string kind, string value)
    {
        var finding = Assert.Single(DetectorProperties.Scan(s_detector, text));

        Assert.Equal(kind, finding.Kind.Name);
        Assert.Equal(value, text[finding.Span.Start..finding.Span.End]);
    }

    [Theory]
    [InlineData("Le mot de passe est obligatoire et doit avoir 8 caractères.")]
    [InlineData("Das Kennwort ist seit 2024-01-15 abgelaufen.")]
    [InlineData("A senha é obrigatória; minha desenhada SHA256-hash")]
    [InlineData("The password is required and must have at least 8 characters.")]
    [InlineData("password is 8-character minimum, SHA256-hashed before storing")]
    [InlineData("Forgot password? Use OAuth2-based login or reset it in step 3.")]
    [InlineData("Your password was reset to one of 12 characters, and **set**.")]
    [InlineData("Your password was changed on 2024-01-15.")]
    [InlineData("<password>string</password> <password>${DB_PASSWORD}</password>")]
    [InlineData("\"user\",\"password\",\"email\",\"age\"")]
    [InlineData("(\"sort_key\", \"53642fe74144a51923157ce0739f839c\")")]
    [InlineData("{\"kind\", \"token\", \"identifier\"}")]
    [InlineData("IDENTIFIED BY 'password'")]
    [InlineData("mysql --password $DB_PASSWORD --host db")]
    [InlineData("the method mapdapi0000000000 and dapi is an interface")]
    [InlineData("password manager 1Password and LastPass")]
    public void Words_OfNoSecret_AreNotFound(string text) => Assert.Empty(DetectorProperties.Scan(s_detector, text));

    [Fact]
    public void Secret_AnyCutting_GivesTheSameFindings() => DetectorProperties.HoldFor(s_detector, DetectorProperties.TextsOf(
        "password", " is ", " is now ", " is set to ", " has been", " reset to ", "**", "T2mAA9!vHBxXn", " ", "'", "\"", "IDENTIFIED BY ", "requirepass ", "sshpass -p", "<password>", "</password>", "\"API_TOKEN\", \"", "'token','",
        "ab9dbc742d8d76174cb707ed14555de1", "dapi2d0626373936081d28a0db506573638a", "dapi", ", ", "\n", "words", new string('x', 60)));
}
