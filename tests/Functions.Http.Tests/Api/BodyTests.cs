using System.Net;
using System.Text;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Api;

public sealed class BodyTests
{
    [Fact]
    public async Task Post_WithAGoodBody_IsCreatedAndNamesItsLocation()
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync("POST", "sample/things", """{"name":"ana","amount":"0.5","side":"sell_short"}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/sample/things/ana", response.Headers.Location?.ToString());
        Assert.Equal("""{"name":"ana","amount":"0.5","side":"sell_short"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("""{"name":"ana","amount":0.5,"side":"buy"}""", "/amount", "EXPECTED_STRING")]
    [InlineData("""{"name":"ana","amount":"1","side":"bye"}""", "/side", "NOT_ONE_OF")]
    [InlineData("""{"name":"ana","amount":"1","side":0}""", "/side", "NOT_ONE_OF")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","cuont":1}""", "/cuont", "UNKNOWN_MEMBER")]
    [InlineData("""{"Name":"ana","amount":"1","side":"buy"}""", "/Name", "UNKNOWN_MEMBER")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","name":"ben"}""", "/name", "DUPLICATE_MEMBER")]
    [InlineData("""{"name":"ana","side":"buy"}""", "/amount", "REQUIRED")]
    [InlineData("""{"name":null,"amount":"1","side":"buy"}""", "/name", "REQUIRED")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","count":"1"}""", "/count", "EXPECTED_INTEGER")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","count":1.5}""", "/count", "EXPECTED_INTEGER")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","count":99999999999}""", "/count", "EXPECTED_INTEGER")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","count":9}""", "/count", "OUT_OF_RANGE")]
    [InlineData("""{"name":"a","amount":"1","side":"buy"}""", "/name", "TOO_SHORT")]
    [InlineData("""{"name":"a\u0000b","amount":"1","side":"buy"}""", "/name", "CONTROL_CHARACTER")]
    [InlineData("""{"name":"\ud800","amount":"1","side":"buy"}""", "/name", "INVALID_VALUE")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","part":{"label":"x","number":"1"}}""", "/part/number", "EXPECTED_INTEGER")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","part":{"label":"x","number":1,"a/b~c":1}}""", "/part/a~1b~0c", "UNKNOWN_MEMBER")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","part":[]}""", "/part", "EXPECTED_OBJECT")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","tags":["a",2]}""", "/tags/1", "EXPECTED_STRING")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","tags":["a","b","c"]}""", "/tags", "TOO_MANY")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy","\ud800":1}""", "", "INVALID_MEMBER_NAME")]
    [InlineData("[]", "", "EXPECTED_OBJECT")]
    [InlineData("null", "", "EXPECTED_OBJECT")]
    [InlineData("", "", "BODY_REQUIRED")]
    [InlineData("  \n", "", "BODY_REQUIRED")]
    public async Task Post_WithABadMember_NamesItByPointer(string body, string pointer, string code)
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync("POST", "sample/things", body);

        var problem = await response.ProblemAsync(400, "VALIDATION_FAILED");
        Assert.Equal(code, problem.Field(pointer).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{\"name\":\"an\u00ff\",\"amount\":\"1\",\"side\":\"buy\"}")]
    [InlineData("{\"name\":\"ana\",\"am\u00ffount\":\"1\",\"side\":\"buy\"}")]
    public async Task Post_WithBytesThatAreNoUtf8_IsMalformed(string latin1)
    {
        await using var host = await SampleHost.StartAsync();
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(latin1));
        content.Headers.ContentType = new("application/json");

        var response = await host.Client.PostAsync(new Uri("sample/things", UriKind.Relative), content);

        await response.ProblemAsync(400, "MALFORMED_JSON");
    }

    [Fact]
    public async Task Post_WithSeveralBadMembers_NamesAllOfThemWithBoundAndNearest()
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync("POST", "sample/things", """{"nmae":"ana","amount":1,"side":"Buy"}""");

        var problem = await response.ProblemAsync(400, "VALIDATION_FAILED");
        Assert.Equal("name", problem.Field("/nmae").GetProperty("nearest").GetString());
        Assert.Equal("1", problem.Field("/amount").GetProperty("sent").GetString());
        Assert.Equal("buy", problem.Field("/side").GetProperty("nearest").GetString());
        Assert.Equal("buy, sell_short", problem.Field("/side").GetProperty("bound").GetString());
        Assert.Equal("REQUIRED", problem.Field("/name").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"name":"ana",}""")]
    [InlineData("""{"name":"ana"} // x""")]
    [InlineData("""{"name":"ana","amount":"1","side":"buy"} {}""")]
    [InlineData("{'name':1}")]
    public async Task Post_WithMalformedJson_IsRefused(string body)
    {
        await using var host = await SampleHost.StartAsync();

        await (await host.Client.SendAsync("POST", "sample/things", body)).ProblemAsync(400, "MALFORMED_JSON");
    }

    [Fact]
    public async Task Post_NestedTooDeep_IsRefused()
    {
        await using var host = await SampleHost.StartAsync();
        var deep = $$"""{"name":{{new string('[', 40)}}{{new string(']', 40)}}}""";

        await (await host.Client.SendAsync("POST", "sample/things", deep)).ProblemAsync(400, "MALFORMED_JSON");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Post_OfAnotherMediaType_IsRefused(string? contentType)
    {
        await using var host = await SampleHost.StartAsync();
        var content = new ByteArrayContent("""{"name":"ana","amount":"1","side":"buy"}"""u8.ToArray());
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        await (await host.Client.PostAsync("sample/things", content)).ProblemAsync(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task Post_WithInvalidUtf8_IsRefused()
    {
        await using var host = await SampleHost.StartAsync();
        var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\",\"amount\":\"1\",\"side\":\"buy\"}"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        var response = await host.Client.PostAsync("sample/things", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_OverOneMegabyte_IsRefused(bool chunked)
    {
        await using var host = await SampleHost.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "sample/things")
        {
            Content = new StringContent($$"""{"name":"{{new string('x', 1_100_000)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;

        await (await host.Client.SendAsync(request)).ProblemAsync(413, "BODY_TOO_LARGE");
    }

    [Fact]
    public async Task Post_RefusedByTheUseCase_IsAProblemOfItsKind()
    {
        await using var host = await SampleHost.StartAsync();

        var response = await host.Client.SendAsync("POST", "sample/things", """{"name":"ben","amount":"1","side":"buy"}""");

        var problem = await response.ProblemAsync(409, "TOO_SHY");
        Assert.Equal("Ben does not want to be seen.", problem.GetProperty("detail").GetString());
    }
}
