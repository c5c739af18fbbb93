using CryptoVault.LocalRuntime;
using Microsoft.Extensions.Configuration;

namespace CryptoVault.LocalHost;

/// <summary>
/// The section <c>Host</c> of <c>local.settings.json</c>, as Core Tools read it: which browsers' origins may call. The
/// file lies in the working folder, if there is one; environment variables (<c>Host__CORS</c>) win over it. Its other
/// sections are Core Tools' own.
/// </summary>
internal static class LocalSettings
{
    public static LocalRuntimeOptions AddTo(LocalRuntimeOptions options)
    {
        var section = Read().GetSection("Host");
        var origins = (section["CORS"] ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var problems = origins.Where(origin => origin != "*" && !IsOrigin(origin))
            .Select(origin => $"Host:CORS: '{origin}' is no origin (such as http://localhost:5173) and not '*'.").ToList();
        var credentials = false;
        if (section["CORSCredentials"] is { Length: > 0 } text && !bool.TryParse(text, out credentials))
        {
            problems.Add($"Host:CORSCredentials is true or false, not '{text}'.");
        }

        if (credentials && origins.Contains("*"))
        {
            problems.Add("Host:CORS: '*' cannot go with credentials; name the origins.");
        }

        return problems.Count == 0
            ? options with { CorsOrigins = origins, CorsCredentials = credentials }
            : throw new StartupException(problems);
    }

    private static IConfigurationRoot Read()
    {
        try
        {
            return new ConfigurationBuilder().SetBasePath(Directory.GetCurrentDirectory()).AddJsonFile("local.settings.json", optional: true).AddEnvironmentVariables().Build();
        }
        catch (InvalidDataException failure)
        {
            throw new StartupException($"local.settings.json cannot be read: {failure.InnerException?.Message ?? failure.Message}", failure);
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && text == uri.GetLeftPart(UriPartial.Authority);
}
