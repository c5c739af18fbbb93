using System.Net;
using CryptoVault.Functions.Http.Tests.Hosting;

namespace CryptoVault.Functions.Http.Tests.Api;

public sealed class QueryTests
{
    [Fact]
    public async Task List_WithItsCursor_GoesOnAndEndsWithNull()
    {
        await using var host = await SampleHost.StartAsync();

        var first = await (await host.Client.GetAsync("sample/things?levels=10")).JsonAsync();
        var second = await (await host.Client.GetAsync($"sample/things?levels=10&limit=3&cursor={first.GetProperty("nextCursor").GetString()}")).JsonAsync();

        Assert.Equal("start", first.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal("second/page+1", second.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
    }

    [Theory]
    [InlineData("levels=11")]
    [InlineData("levels=10&status=closed")]
    public async Task List_WithACursorOfOtherFilters_IsRefused(string filters)
    {
        await using var host = await SampleHost.StartAsync();
        var cursor = (await (await host.Client.GetAsync("sample/things?levels=10")).JsonAsync()).GetProperty("nextCursor").GetString();

        var problem = await (await host.Client.GetAsync($"sample/things?{filters}&cursor={cursor}")).ProblemAsync(400, "VALIDATION_FAILED");

        Assert.Equal("INVALID_CURSOR", problem.Field("?cursor").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("limit=0", "?limit", "OUT_OF_RANGE", "1")]
    [InlineData("limit=101", "?limit", "OUT_OF_RANGE", "100")]
    [InlineData("limit=-9999999999", "?limit", "OUT_OF_RANGE", "1")]
    [InlineData("limit=x", "?limit", "EXPECTED_INTEGER", "50")]
    [InlineData("limit=", "?limit", "EXPECTED_INTEGER", "50")]
    [InlineData("levels=4", "?levels", "OUT_OF_RANGE", "5")]
    [InlineData("status=opne", "?status", "NOT_ONE_OF", "open")]
    [InlineData("limit=1&limit=2", "?limit", "REPEATED_PARAMETER", null)]
    [InlineData("limt=1", "?limt", "UNKNOWN_PARAMETER", "limit")]
    [InlineData("cursor=AAAA", "?cursor", "INVALID_CURSOR", null)]
    [InlineData("cursor=", "?cursor", "INVALID_CURSOR", null)]
    [InlineData("cursor=%00%ff!!", "?cursor", "INVALID_CURSOR", null)]
    public async Task List_WithABadParameter_NamesItAndTheNearestValue(string query, string pointer, string code, string? nearest)
    {
        await using var host = await SampleHost.StartAsync();

        var problem = await (await host.Client.GetAsync($"sample/things?{query}")).ProblemAsync(400, "VALIDATION_FAILED");

        Assert.Equal(code, problem.Field(pointer).GetProperty("code").GetString());
        Assert.Equal(nearest, problem.Field(pointer).TryGetProperty("nearest", out var value) ? value.GetString() : null);
    }

    [Fact]
    public async Task Get_OfARouteWithoutParameters_RefusesAll()
    {
        await using var host = await SampleHost.StartAsync();

        var problem = await (await host.Client.GetAsync("api/v1/time?zone=utc")).ProblemAsync(400, "VALIDATION_FAILED");

        Assert.Equal("UNKNOWN_PARAMETER", problem.Field("?zone").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Get_WithTheVersionItHas_IsNotModified()
    {
        await using var host = await SampleHost.StartAsync();

        var first = await host.Client.GetAsync("sample/things/ana");
        var same = await host.Client.SendAsync("GET", "sample/things/ana", headers: ("If-None-Match", "\"v-ana\""));
        var other = await host.Client.SendAsync("GET", "sample/things/ana", headers: ("If-None-Match", "\"v-ben\""));

        Assert.Equal("\"v-ana\"", first.Headers.ETag?.ToString());
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Put_WithoutIfMatch_MustStateTheVersion()
    {
        await using var host = await SampleHost.StartAsync();

        await (await host.Client.SendAsync("PUT", "sample/things/ana", token: "ana+customer")).ProblemAsync(428, "PRECONDITION_REQUIRED");
        await (await host.Client.SendAsync("PUT", "sample/things/ana", token: "ana+customer", headers: ("If-Match", "*"))).ProblemAsync(400, "VALIDATION_FAILED");
        var good = await host.Client.SendAsync("PUT", "sample/things/ana", token: "ana+customer", headers: ("If-Match", "\"v7\""));
        Assert.Equal("v7", (await good.JsonAsync()).GetProperty("amount").GetString());
    }
}
