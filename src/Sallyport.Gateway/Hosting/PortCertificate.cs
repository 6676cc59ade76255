using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Gateway.Hosting;

/// <summary>The certificate that the ports serve https with.</summary>
internal static class PortCertificate
{
    /// <summary>Loads it with its key, which comes first, and its chain; null where the options name none.</summary>
    /// <param name="options">The ports' settings.</param>
    /// <param name="setting">Where it stands, for messages: <c>--certificate</c>, <c>'certificate'</c>.</param>
    /// <exception cref="GatewaySettingsException">A file can't be read, or holds no certificate and key that belong together.</exception>
    public static X509Certificate2Collection? Load(GatewayOptions options, string setting)
    {
        if (options.CertificateFile is not { } file)
        {
            return null;
        }

        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            chain[0] = X509Certificate2.CreateFromPemFile(file, options.CertificateKeyFile ?? file);
            return chain;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new GatewaySettingsException($"{setting} is '{file}': {exception.Message}");
        }
    }
}
