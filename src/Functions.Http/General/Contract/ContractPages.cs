using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace CryptoVault.Functions.Http.General.Contract;

/// <summary>
/// The contract and the page that shows it. Swagger UI's files come from the package's assembly, as it compresses them;
/// nothing is loaded from elsewhere, and nothing inline runs.
/// </summary>
internal static class ContractPages
{
    private const string Assets = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";
    private const string PolicyOfPages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Page = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>CryptoVault API</title>
        <link rel="stylesheet" href="/docs/swagger-ui.css">
        <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
        </head>
        <body>
        <div id="swagger-ui"></div>
        <script src="/docs/swagger-ui-bundle.js"></script>
        <script src="/docs/start.js"></script>
        </body>
        </html>
        """;

    private const string Start = """
        window.ui = SwaggerUIBundle({ url: "/api/v1/openapi.json", dom_id: "#swagger-ui", deepLinking: true, docExpansion: "none", defaultModelsExpandDepth: -1, validatorUrl: null });
        """;

    private static readonly Lazy<StaticAnswer> Contract = new(() => new StaticAnswer(YamlJson.Convert(Read(typeof(ContractPages).Assembly, "openapi.yaml")), "application/json; charset=utf-8"));

    private static readonly FrozenDictionary<string, Lazy<StaticAnswer>> Files = new Dictionary<string, Lazy<StaticAnswer>>
    {
        ["start.js"] = new(() => new StaticAnswer(Encoding.UTF8.GetBytes(Start), "text/javascript; charset=utf-8")),
        ["swagger-ui.css"] = Packed("swagger-ui.css", "text/css; charset=utf-8"),
        ["swagger-ui-bundle.js"] = Packed("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ["favicon-32x32.png"] = Packed("favicon-32x32.png", "image/png"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The contract as JSON.</summary>
    public static StaticAnswer OpenApi => Contract.Value;

    /// <summary>The page.</summary>
    public static StaticAnswer Index { get; } = new(Encoding.UTF8.GetBytes(Page), "text/html; charset=utf-8") { ContentSecurityPolicy = PolicyOfPages };

    /// <summary>A file of the page, or null.</summary>
    public static StaticAnswer? Find(string file) => Files.GetValueOrDefault(file)?.Value;

    private static Lazy<StaticAnswer> Packed(string file, string contentType) =>
        new(() => new StaticAnswer(Read(typeof(SwaggerUIOptions).Assembly, Assets + file), contentType) { IsGzip = true });

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"'{resource}' is missing in {assembly.GetName().Name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
