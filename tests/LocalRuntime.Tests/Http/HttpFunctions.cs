using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace CryptoVault.LocalRuntime.Tests.Http;

public sealed class Journal
{
    private readonly List<string> entries = [];

    public void Write(string entry)
    {
        lock (entries)
        {
            entries.Add(entry);
        }
    }

    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (entries)
            {
                return [.. entries];
            }
        }
    }
}

public sealed class ScopedPart : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}

public sealed class HttpFunctions(Journal journal, ScopedPart part)
{
    public static TaskCompletionSource Aborted { get; set; } = new();

    public static ScopedPart? LastPart { get; private set; }

    [Function("Hello")]
    public IResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "hello")] HttpRequest request) =>
        TypedResults.Text($"hello {request.Query["name"]}");

    [Function("Order")]
    public async Task<IResult> Order(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "orders/{id:long}")] HttpRequest request, long id, string? tag, int limit = 5)
    {
        await Task.Yield();
        return TypedResults.Text($"{request.Method} {id} {tag ?? "-"} {limit}");
    }

    [Function("OrderByGuid")]
    public IResult OrderByGuid([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "orders/{id:guid}")] HttpRequest request, Guid id) =>
        TypedResults.Text($"guid {id:N} {request.RouteValues.Count}");

    [Function("PostOrder")]
    public IResult PostOrder([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{id:long}")] HttpRequest request) =>
        TypedResults.Text("posted " + request.RouteValues["id"]);

    [Function("Page")]
    public IResult Page([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pages/{number:int?}")] HttpRequest request, int? number) =>
        TypedResults.Text($"{request.Path} page {number?.ToString() ?? "none"}");

    [Function("Files")]
    public IResult Files([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{*path}")] HttpRequest request, string? path) =>
        TypedResults.Text($"{request.Method} file {path}");

    [Function("Latest")]
    public IResult Latest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/latest")] HttpRequest request) =>
        TypedResults.Text("literal " + request.Method);

    [Function("ThingByNumber")]
    public IResult ThingByNumber([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{number:int:min(1)}")] HttpRequest request, int number) =>
        TypedResults.Text($"{request.Method} number {number}");

    [Function("ThingByName")]
    public IResult ThingByName([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{name:maxlength(10)}/{part=all}")] HttpRequest request, string name, string part) =>
        TypedResults.Text($"{request.Method} name {name} {part}");

    [Function("AnyThing")]
    public IResult AnyThing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{*rest}")] HttpRequest request, string? rest) =>
        TypedResults.Text($"{request.Method} rest {rest}");

    [Function("Same")]
    public IResult Same([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "same/{id}")] HttpRequest request, string id) =>
        TypedResults.Text($"{request.Query["id"]} in the query, {id} bound");

    [Function("Options")]
    public IResult Options([HttpTrigger(AuthorizationLevel.Anonymous, "options", "get", Route = "options")] HttpRequest request)
    {
        request.HttpContext.Response.Headers.Allow = "GET, OPTIONS";
        return TypedResults.Text(request.Method);
    }

    [Function("RequiredQuery")]
    public IResult RequiredQuery([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "required")] HttpRequest request, int number) =>
        TypedResults.Text($"{request.Method} {number}");

    [Function("Poco")]
    public object Poco([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "poco")] HttpRequest request) => new { request.Method };

    [Function("Nothing")]
    public Task Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "nothing")] HttpRequest request)
    {
        request.HttpContext.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    [Function("Fail")]
    public Task<IResult> Fail([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fail")] HttpRequest request) =>
        throw new InvalidOperationException("secret of the inside " + request.Path);

    [Function("FailingResult")]
    public IResult FailingResult([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "failing-result")] HttpRequest request) =>
        new JournalResult(journal, request.Path, fails: true);

    [Function("Ordered")]
    public IResult Ordered([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ordered")] HttpRequest request, FunctionContext context)
    {
        journal.Write("function");
        context.Items["seen"] = "by the function";
        return new JournalResult(journal, request.Path, fails: false);
    }

    [Function("Context")]
    public IResult Context([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context/{id}")] HttpRequest request, FunctionContext context)
    {
        var same = ReferenceEquals(context.GetHttpContext(), request.HttpContext)
            && ReferenceEquals(context.Items["HttpRequestContext"], request.HttpContext)
            && ReferenceEquals(request.HttpContext.RequestServices, context.InstanceServices)
            && ReferenceEquals(context.InstanceServices.GetService(typeof(ScopedPart)), part)
            && context.CancellationToken == request.HttpContext.RequestAborted;
        LastPart = part;
        var definition = context.FunctionDefinition;
        return TypedResults.Text(string.Join('|', same, definition.Name, definition.EntryPoint, definition.InputBindings["request"].Type,
            definition.OutputBindings["$return"].Type, context.BindingContext.BindingData["id"], context.BindingContext.BindingData["q"],
            Guid.TryParse(context.InvocationId, out _), File.Exists(definition.PathToAssembly), context.Features.Get<FunctionDefinition>() == definition));
    }

    [Function("Wait")]
    public async Task<IResult> Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait")] HttpRequest request, CancellationToken cancellation)
    {
        await using var registration = cancellation.Register(() => Aborted.TrySetResult());
        journal.Write("waiting " + request.Path);
        await Task.Delay(Timeout.Infinite, cancellation);
        return TypedResults.Ok();
    }

    [Function("Static")]
    public static string Static([HttpTrigger("get", Route = "static")] HttpRequest request)
    {
        request.HttpContext.Response.Headers["x-static"] = "yes";
        return "ignored";
    }
}

public sealed class CatchAllFunctions
{
    [Function("Home")]
    public IResult Home([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "home")] HttpRequest request) => TypedResults.Text("home " + request.Method);

    [Function("CatchAll")]
    public IResult CatchAll([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request) =>
        TypedResults.Text($"unmatched {request.Method} {request.Path}", statusCode: 404);
}

internal sealed class JournalResult(Journal journal, string text, bool fails) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        journal.Write("result");
        return fails ? throw new InvalidOperationException("the result fails") : httpContext.Response.WriteAsync(text);
    }
}

public sealed class OuterMiddleware(Journal journal) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        journal.Write("outer before");
        await next(context);
        journal.Write($"outer after, result {context.GetInvocationResult().Value?.GetType().Name}, item {context.Items["seen"]}");
    }
}

public sealed class InnerMiddleware(Journal journal) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        journal.Write("inner before");
        await next(context);
        journal.Write("inner after");
    }
}

public sealed class RefusingMiddleware : IFunctionsWorkerMiddleware
{
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        context.GetInvocationResult().Value = TypedResults.Text("refused", statusCode: 403);
        return Task.CompletedTask;
    }
}
