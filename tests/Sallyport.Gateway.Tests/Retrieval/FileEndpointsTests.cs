using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Retrieval;
using Xunit;

namespace Sallyport.Gateway.Tests.Retrieval;

public sealed class FileEndpointsTests
{
    [Theory]
    [InlineData(FileEndpoints.UploadMemory - 1, "Overloaded")]
    [InlineData(FileEndpoints.UploadMemory, "RequestMalformed")]
    public async Task Upload_ThatDoesNotFitIntoTheBudgetOfUploads_IsRefusedAndLeavesItAsItWas(long capacity, string wanted)
    {
        var files = new FileEndpoints(new GatewayOptions { MaxBodyBytesInFlight = capacity }, null!, null!);

        for (var i = 0; i < 2; i++)
        {
            var context = new DefaultHttpContext();
            context.Request.ContentType = "multipart/form-data; boundary=b";
            context.Request.Body = new MemoryStream("--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--\r\n"u8.ToArray());

            var failure = await files.UploadAsync(new RetrievalRequest(context, default, default, null!, new BodyBudget(0)));

            Assert.Equal(wanted, failure.Failure.ToString());
        }
    }
}
