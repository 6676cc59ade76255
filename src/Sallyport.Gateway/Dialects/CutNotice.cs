using System.Buffers;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>The field in which a cut answer tells its exchange; clients that don't know it leave it alone.</summary>
internal static class CutNotice
{
    /// <summary>Writes the field's value: the exchange's id and the message.</summary>
    public static void Write(IBufferWriter<byte> to, Refusal refusal)
    {
        to.Write("{\"exchange\":"u8);
        JsonText.WriteString(to, refusal.Exchange?.Value ?? "");
        to.Write(",\"message\":"u8);
        JsonText.WriteString(to, refusal.FullMessage);
        to.Write("}"u8);
    }
}
