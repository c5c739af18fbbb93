using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Contract;

/// <summary>docs/openapi.yaml says what the functions do: each route is documented, and each documented route exists.</summary>
public sealed partial class OpenApiTests
{
    private static readonly string[] Tops = ["openapi", "info", "servers", "tags", "paths", "components"];

    public static TheoryData<string> Names => [.. ApiContract.Functions.Select(function => function.Name)];

    [Fact]
    public void Document_IsOpenApi31WithNothingBesides()
    {
        Assert.Equal("3.1.0", (string?)ApiContract.Document["openapi"]);
        Assert.Equal(Tops, ApiContract.Document.Select(member => member.Key));
        Assert.Equal(ApiContract.Operations.Count, ApiContract.Operations.DistinctBy(operation => operation.Id).Count());
        var tags = ApiContract.Document["tags"]!.AsArray().Select(tag => (string)tag!["name"]!).ToHashSet();
        Assert.All(ApiContract.Operations, operation => Assert.Contains((string)operation.Json["tags"]![0]!, tags));
    }

    [Fact]
    public void Routes_OfCodeAndDocument_AreTheSame() => Assert.Equal(
        ApiContract.Functions.Select(function => $"{function} {function.Name}").Order(StringComparer.Ordinal),
        ApiContract.Operations.Select(operation => $"{operation} {operation.Id}").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Operation_OfAFunction_TellsItsPolicyWeightAndLimit(string name)
    {
        var (function, operation) = Find(name);
        var policy = function.Policy;
        var json = operation.Json;

        Assert.Equal(policy.Kind switch { PolicyKind.Anonymous => "anonymous", PolicyKind.SignedIn => "signed-in", _ => "roles" }, (string?)json["x-policy"]);
        Assert.Equal(policy.Roles.ToNames(), json["x-roles"]?.AsArray().Select(role => (string)role!) ?? []);
        Assert.Equal(policy.StepUp, json["x-step-up"] is { } stepUp && (bool)stepUp);
        Assert.Equal(policy.Scope?.ToString().ToLowerInvariant(), (string?)json["x-api-key-scope"]);
        Assert.Equal(policy.Weight, (int)json["x-weight"]!);
        Assert.Equal(Kebab().Replace(policy.Limit.ToString(), "-$0").ToLowerInvariant(), (string?)json["x-rate-limit"]);
        string[] ways = policy.Kind == PolicyKind.Anonymous ? [] : policy.Scope is null ? ["bearer"] : ["bearer", "apiKey"];
        Assert.Equal(ways, json["security"]!.AsArray().Select(way => way!.AsObject().First().Key));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operation_OfAFunction_HasItsParametersAnswersErrorsAndExamples(string name)
    {
        var (function, operation) = Find(name);
        var parameters = operation.Json["parameters"]?.AsArray().Select(parameter => ApiContract.Target(parameter!)).ToArray() ?? [];
        Assert.Equal(
            PathParameter().Matches(function.Path).Select(match => match.Groups[1].Value),
            parameters.Where(parameter => (string?)parameter["in"] == "path").Select(parameter => (string)parameter["name"]!));
        Assert.NotEmpty((string)operation.Json["summary"]!);

        var answers = operation.Json["responses"]!.AsObject();
        Assert.Contains(answers, answer => answer.Key[0] == '2');
        var expected = new List<string>();
        expected.AddRange(function.Policy.Weight > 0 ? ["429"] : []);
        expected.AddRange(function.Policy.Kind != PolicyKind.Anonymous ? ["401"] : []);
        expected.AddRange(function.Policy.Kind == PolicyKind.Roles || function.Policy.StepUp ? ["403"] : []);
        expected.AddRange(operation.Json["requestBody"] is not null ? ["400", "413", "415"] : []);
        Assert.Empty(expected.Except(answers.Select(answer => answer.Key)));

        var contents = answers.Select(answer => (At: answer.Key, Content: ApiContract.Target(answer.Value!)["content"]))
            .Append(("request", operation.Json["requestBody"]?["content"]))
            .Where(one => one.Item2 is not null);
        foreach (var (at, content) in contents)
        {
            foreach (var (type, body) in content!.AsObject())
            {
                Assert.True(body!.AsObject().ContainsKey("example"), $"{operation} {at} {type} has no example");
                Assert.Empty(SchemaCheck.Problems(body["example"], body["schema"]!, $"{operation} {at}"));
            }
        }
    }

    /// <summary>To mend a difference: JSON is YAML, so what the test prints can be put into the document as it is.</summary>
    [Fact]
    public void Schemas_OfTheDocument_AreThoseOfTheTypesThatAreReadAndWritten()
    {
        var documented = ApiContract.Document["components"]!["schemas"]!.AsObject();
        var different = ContractSchemas.ByName
            .Where(schema => !documented.TryGetPropertyValue(schema.Key, out var known) || !JsonNode.DeepEquals(schema.Value, known))
            .Select(schema => $"  {schema.Key}: {schema.Value.ToJsonString()}");

        Assert.True(!different.Any(), $"These schemas are missing or differ from their types. They should be:\n{string.Join('\n', different)}");
    }

    [Fact]
    public void References_OfTheDocument_AllPointSomewhere()
    {
        var references = Reference().Matches(ApiContract.Document.ToJsonString()).Select(match => match.Groups[1].Value).Distinct().ToArray();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(ApiContract.Resolve(reference)));
    }

    [Fact]
    public async Task Contract_Served_IsTheDocumentAsJson()
    {
        await using var host = await HttpAppHost.StartAsync();

        var answer = await host.Client.SendAsync("GET", "api/v1/openapi.json");
        var again = await host.Client.SendAsync("GET", "api/v1/openapi.json", headers: ("If-None-Match", answer.Headers.ETag!.Tag));

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(JsonNode.DeepEquals(ApiContract.Document, JsonNode.Parse(await answer.Content.ReadAsStringAsync())));
        Assert.Equal(304, (int)again.StatusCode);
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, br;q=0.5", "gzip")]
    [InlineData("br;q=0, gzip;q=0.1", "gzip")]
    [InlineData("br;q=0, gzip;q=0", null)]
    [InlineData("deflate, zstd", null)]
    [InlineData(";;=,", null)]
    public async Task Contract_ForClientsThatTakeItPacked_IsTheSameDocument(string accepted, string? coding)
    {
        await using var host = await HttpAppHost.StartAsync();

        var answer = await host.Client.SendAsync("GET", "api/v1/openapi.json", headers: ("Accept-Encoding", accepted));
        await using var content = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = coding switch
        {
            "br" => new BrotliStream(content, CompressionMode.Decompress),
            "gzip" => new GZipStream(content, CompressionMode.Decompress),
            _ => content,
        };

        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", answer.Headers.Vary.Single());
        Assert.Equal(coding is not null, answer.Headers.ETag!.IsWeak);
        Assert.True(JsonNode.DeepEquals(ApiContract.Document, await JsonNode.ParseAsync(plain)));
    }

    [Theory]
    [InlineData("docs", "text/html", "<div id=\"swagger-ui\">")]
    [InlineData("docs/start.js", "text/javascript", "/api/v1/openapi.json")]
    [InlineData("docs/swagger-ui.css", "text/css", ".swagger-ui")]
    [InlineData("docs/swagger-ui-bundle.js", "text/javascript", "SwaggerUIBundle")]
    [InlineData("docs/favicon-32x32.png", "image/png", "PNG")]
    public async Task Page_OfTheContract_IsServedFromHereWithAStrictPolicy(string path, string type, string content)
    {
        await using var host = await HttpAppHost.StartAsync();

        var answer = await host.Client.SendAsync("GET", path);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(content, text, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        if (type == "text/html")
        {
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", text.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_ForAClientThatTakesGzip_IsSentAsItLiesInThePackage()
    {
        await using var host = await HttpAppHost.StartAsync();

        var answer = await host.Client.SendAsync("GET", "docs/swagger-ui.css", headers: ("Accept-Encoding", "gzip, br"));

        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Equal(new byte[] { 0x1f, 0x8b }, (await answer.Content.ReadAsByteArrayAsync())[..2]);
        await (await host.Client.SendAsync("GET", "docs/..%2Fkeys.json")).ProblemAsync(404, "ROUTE_NOT_FOUND");
    }

    private static (RouteFunction Function, Operation Operation) Find(string name) =>
        (ApiContract.Functions.Single(function => function.Name == name), ApiContract.Operations.Single(operation => operation.Id == name));

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Kebab();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex("\"\\$ref\":\"([^\"]+)\"")]
    private static partial Regex Reference();
}
