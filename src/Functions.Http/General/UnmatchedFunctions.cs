using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.General;

/// <summary>Answers paths and methods that no other function serves, so that they too are problem answers.</summary>
public sealed class UnmatchedFunctions
{
    /// <summary>404, or 405 with <c>Allow</c> where the path is served for other methods.</summary>
    [Function("Unmatched"), AllowAnonymous]
    public IResult Unmatched(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request) // any method, also ones that nobody defined
    {
        var methods = RouteTable.Instance.MethodsOf(request.Path);
        return methods.Count == 0
            ? new ProblemAnswer(new RouteNotFound())
            : new ProblemAnswer(new MethodNotAllowed(string.Join(", ", methods)));
    }
}
