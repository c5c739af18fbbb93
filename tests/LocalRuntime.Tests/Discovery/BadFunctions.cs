using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace CryptoVault.LocalRuntime.Tests.Discovery;

public sealed class UnknownTriggerAttribute : TriggerBindingAttribute;

public sealed class UnknownInputAttribute : InputBindingAttribute;

public sealed record Body(string Name);

public class GoodFunctions
{
    [Function("Good")]
    public string Good([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "good/{id}")] HttpRequest request) => request.Method;

    [Function("Other")]
    public string Other([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "good/{name}")] HttpRequest request) => request.Method;
}

public class SameName
{
    [Function("good")]
    public string Again([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "again")] HttpRequest request) => request.Method;
}

public class SameRoute
{
    [Function("SameRoute")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", "GET", Route = "Good/{other}")] HttpRequest request) => request.Method;
}

public class BadName
{
    [Function("1 bad")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "x")] HttpRequest request) => request.Method;
}

public class NoTrigger
{
    [Function("NoTrigger")]
    public string Run(HttpRequest request) => request.Method;
}

public class NotSupportedTrigger
{
    [Function("NotSupportedTrigger")]
    public void Run([UnknownTrigger] string text) => _ = text;
}

public class NotSupportedInput
{
    [Function("NotSupportedInput")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, [UnknownInput] string text) => request.Method + text;
}

public class NotSupportedParameter
{
    [Function("NotSupportedParameter")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, Body body, List<int> ids) => $"{request.Method}{body}{ids}";
}

public class TriggerOfWrongType
{
    [Function("TriggerOfWrongType")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] string request) => request;
}

public class MvcBody
{
    [Function("MvcBody")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, [FromBody] Body body) => request.Method + body;
}

public class MvcResult
{
    [Function("MvcResult")]
    public Task<IActionResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request) =>
        Task.FromResult<IActionResult>(new StatusCodeResult(request.Method.Length));
}

public class ReturnsValueTask
{
    [Function("ReturnsValueTask")]
    public ValueTask<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => new(TypedResults.Text(request.Method));
}

public class AsyncVoid
{
    [Function("AsyncVoid")]
    public async void Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => await request.HttpContext.Response.StartAsync();
}

public class NotPublic
{
    [Function("NotPublic")]
    internal string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => request.Method;
}

public class LeadingSlash
{
    [Function("LeadingSlash")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "/api/x")] HttpRequest request) => request.Method;
}

public class ReservedRoot
{
    [Function("ReservedRoot")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/x")] HttpRequest request) => request.Method;
}

public class BadTemplate
{
    [Function("BadTemplate")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a/{b")] HttpRequest request) => request.Method;
}

public class BadMethod
{
    [Function("BadMethod")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "fetch")] HttpRequest request) => request.Method;
}

public class MissingService(IComparer<Body> comparer)
{
    [Function("MissingService")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => request.Method + comparer;
}

public class Overloaded
{
    [Function("OverloadedOne")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => request.Method;

    [Function("OverloadedTwo")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, string? more) => request.Method + more;
}

public class MissingSetting
{
    [Function("MissingSetting")]
    public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "%MySetting%/x")] HttpRequest request) => request.Method;
}

public class NeedsKey
{
    [Function("NeedsKey")]
    public string Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "key")] HttpRequest request) => request.Method;
}
