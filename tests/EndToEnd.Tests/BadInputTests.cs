using System.Text;
using System.Text.Json;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.BadInputs;
using CryptoVault.EndToEnd.Tests.Hosting;

namespace CryptoVault.EndToEnd.Tests;

/// <summary>Bad input on every route: a problem that names the field and the bound, and nothing changed.</summary>
public sealed class BadInputTests(DefaultHost host) : IClassFixture<DefaultHost>
{
    public static TheoryData<string> Names => [.. BadInputCatalog.All.Select(input => input.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_WithBadInput_IsRefusedWithTheFieldNamedAndChangesNothing(string name)
    {
        var input = BadInputCatalog.All.Single(one => one.ToString() == name);
        var before = await DigestAsync();

        var answer = await SendAsync(input);

        Assert.True(
            answer.Status == input.Status && answer.ContentType == "application/problem+json"
            && (input.Code is null || answer.Code == input.Code),
            $"expected {input.Status} {input.Code}, got {answer}");
        ExpectField(input, answer);
        Assert.Equal(before, await DigestAsync());
    }

    private static void ExpectField(BadInput input, Answer answer)
    {
        if (input.Field is null)
        {
            return;
        }

        var errors = answer.Find("errors") ?? default;
        Assert.True(errors.ValueKind == JsonValueKind.Array, $"expected errors[], got {answer}");
        var named = errors.EnumerateArray().Select(one => one.TextOf("pointer")).Order(StringComparer.Ordinal);
        Assert.True(
            named.SequenceEqual(input.AlsoNamed.Append(input.Field).Order(StringComparer.Ordinal)),
            $"expected {input.Field} and nothing but [{string.Join(", ", input.AlsoNamed)}], got {answer}");
        var error = errors.EnumerateArray().FirstOrDefault(one => one.TextOf("pointer") == input.Field);
        Assert.True(error.ValueKind == JsonValueKind.Object, $"expected the field {input.Field}, got {answer}");
        Assert.False(string.IsNullOrWhiteSpace(error.TextOf("message")));
        if (input.TellsBound)
        {
            Assert.True(error.TextOrNull("bound") is not null, $"expected a bound, got {answer}");
        }

        if (input.Nearest is not null)
        {
            Assert.True(error.TextOrNull("nearest") == input.Nearest, $"expected the nearest value {input.Nearest}, got {answer}");
        }
    }

    private async Task<string> DigestAsync() => (await host.Api.GetAsync("dev/store-digest")).Expect(200)["digest"];

    private async Task<Answer> SendAsync(BadInput input)
    {
        using var http = new HttpClient { BaseAddress = host.Host.Url };
        var (method, path) = (new HttpMethod(input.Route.Split(' ')[0]), input.Path);
        foreach (var person in new[] { "ana", "ben", "rita", "adam" })
        {
            path = path.Replace($"{{{person}}}", host.IdOf(person), StringComparison.Ordinal);
        }

        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (input.Body is not null)
        {
            request.Content = new StringContent(input.Body, Encoding.UTF8, "application/json");
        }

        foreach (var (header, value) in input.Headers)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        if (host.TokenOf(input.By) is { } token)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var contentType = response.Content.Headers.ContentType?.MediaType;
        var body = contentType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonElement.Parse(text) : default;
        return new Answer(input.ToString(), (int)response.StatusCode, text, body, contentType, null, null, null);
    }
}
