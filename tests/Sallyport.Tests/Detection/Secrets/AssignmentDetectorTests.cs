using Sallyport.Detection.Secrets;
using Xunit;

namespace Sallyport.Tests.Detection.Secrets;

public sealed class AssignmentDetectorTests
{
    private static readonly AssignmentDetector s_detector = new();

    [Theory]
    [InlineData("export TRELLO_API_KEY=3d63Ut5uapjg9eGxM4SRvIgEdpX29zoF", "secret.generic", "3d63Ut5uapjg9eGxM4SRvIgEdpX29zoF")]
    [InlineData("{\"provider\":\"x\",\"credential\":\"2ehhubh1vl0xr0awd3ed1xatu10zbm\"}", "secret.generic", "2ehhubh1vl0xr0awd3ed1xatu10zbm")]
    [InlineData("<add key=\"x:ApiKey\" value=\"yu9e1a9mgp9krpca6dv4bn7r\" />", "secret.generic", "yu9e1a9mgp9krpca6dv4bn7r")]
    [InlineData("I pasted the API key here: go5uqyn1l6r7wavhvrjbbs5fq, thanks", "secret.generic", "go5uqyn1l6r7wavhvrjbbs5fq")]
    [InlineData("const string apiToken = \"x4rw0zczcdlgoc12wh5omk\";", "secret.generic", "x4rw0zczcdlgoc12wh5omk")]
    [InlineData("aws_secret_access_key = wJ4rXUtnF9MIaK7MDENGbPxRfiCY3q8TzLh2vQe5", "secret.aws_secret_key", "wJ4rXUtnF9MIaK7MDENGbPxRfiCY3q8TzLh2vQe5")]
    [InlineData("my password: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Mot de passe : hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("mot_de_passe=hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Ihr Kennwort: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Passwort: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("la contraseña: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("DB_CONTRASENA='hun7er-Green!'", "secret.password", "hun7er-Green")]
    [InlineData("a senha: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("wachtwoord = hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Kata sandi: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("kata laluan: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Mật khẩu: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Şifre: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("parola: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Hasło: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("ŞİFRE: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Wi-Fi şifresi: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Пароль: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("数据库密码: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("パスワード: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("비밀번호: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("كلمة المرور: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("Lösenord: hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("**Password:** hun7er-Green!", "secret.password", "hun7er-Green")]
    [InlineData("**Password**: **hun7er-Green!**", "secret.password", "hun7er-Green!")]
    [InlineData("password: **hun7er-Green!**", "secret.password", "hun7er-Green!")]
    [InlineData("Server=db;User Id=sa;Password=Tr0ub4dor!x;", "secret.password", "Tr0ub4dor!x")]
    [InlineData("postgres://app:s3cr3tPw9@db.internal:5432/main", "secret.connection_string", "s3cr3tPw9")]
    [InlineData("redis://:kd83mdk2ls@cache:6379/0", "secret.connection_string", "kd83mdk2ls")]
    [InlineData("curl -H \"Authorization: Bearer bb199648853d59cd\" https://a.b", "secret.bearer_token", "bb199648853d59cd")]
    [InlineData("Authorization: Basic YWxhZGRpbjpvcGVuc2VzYW1l", "secret.basic_auth", "YWxhZGRpbjpvcGVuc2VzYW1l")]
    [InlineData("curl -u kevin:'pRf7vG2h1L8nQkW9' https://a.b", "secret.basic_auth", "pRf7vG2h1L8nQkW9")]
    public void Secret_Assigned_IsFound(string text, string kind, string value)
    {
        var finding = Assert.Single(DetectorProperties.Scan(s_detector, text));

        Assert.Equal(kind, finding.Kind.Name);
        Assert.Equal(value, text[finding.Span.Start..finding.Span.End]);
    }

    [Theory]
    [InlineData("API_KEY=YOUR_API_KEY")]
    [InlineData("Mot de passe : au moins huit caractères")]
    [InlineData("mot de passe : oublié ?")]
    [InlineData("Passwort: mindestens acht Zeichen")]
    [InlineData("Contraseña: obligatoria. Senha: obrigatória.")]
    [InlineData("Nhập khẩu: AB12-cd34, xuất khẩu: QK7vW92x")]
    [InlineData("laluan: /rumah/Fail2a, kata: Ab12cd34")]
    [InlineData("La parola: patience; Wachtwoord: vergeten")]
    [InlineData("password: ********")]
    [InlineData("**Password:** required, **key:** patience")]
    [InlineData("忘记密码: 请点击这里")]
    [InlineData("Hasło: Razem możemy więcej")]
    [InlineData("api_key: xxxxxxxxxxxxxxxxxxxx")]
    [InlineData("password: ${DB_PASSWORD}")]
    [InlineData("password = os.environ[\"DB_PASSWORD\"]")]
    [InlineData("password=self.config.password")]
    [InlineData("const token = await getToken(request)")]
    [InlineData("public_key = \"9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit\"")]
    [InlineData("report_access_id: e8e4df51-2054-49b0-ab1c-516ac95c691d")]
    [InlineData("commit: 53642fe74144a51923157ce0739f839c53642fe7")]
    [InlineData("cache_key: 53642fe74144a51923157ce0739f839c")]
    [InlineData("max_tokens: 4096, token_type: bearer")]
    [InlineData("The key: patience. Password: at least eight characters.")]
    [InlineData("http://localhost:8080/path@x and https://example.com:443")]
    [InlineData("curl -u username:password https://a.b")]
    [InlineData("docker run -u 1000:1000 image")]
    [InlineData("Authorization: Bearer $TOKEN")]
    [InlineData("Authorization: Bearer <token>")]
    [InlineData("\"integrity\": \"sha512-5dca0b5bb7cf4b44beb49d68e0d1102fe095fb01\"")]
    [InlineData("key_length = XSalsa20.key_length")]
    [InlineData("{\"sku\": \"AB12-cd34-EF56\", \"id\": \"a81260f5eb16\"}")]
    public void Assignment_OfNoSecret_IsNotFound(string text) => Assert.Empty(DetectorProperties.Scan(s_detector, text));

    [Fact]
    public void Assignment_AnyCutting_GivesTheSameFindings() => DetectorProperties.HoldFor(s_detector, DetectorProperties.TextsOf(
        "API_KEY=3d63Ut5uapjg9eGxM4SRvIgEdpX29zoF", "password: ", "**", "*", "hun7er-Green!", "\"token\": \"x4rw0zczcdlgoc12wh5omk\"", "Authorization: Bearer ", "bb199648853d59cd",
        "postgres://app:s3cr3tPw9@db", "://", "-u a:bcd3fgh", "==", ":=", "note: this", "secret", "value=\"k3y1k3y2k3y3\"", "key here:", new string('x', 90), new string('7', 40)));
}
