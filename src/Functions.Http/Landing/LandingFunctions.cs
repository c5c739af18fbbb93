using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Landing;

/// <summary>The pages that links in mails lead to, where no web application serves its own.</summary>
public sealed class LandingFunctions
{
    /// <summary>A page that a link in a mail leads to, or what it is made of. Opening it changes nothing; its button does.</summary>
    [Function("LandingPage"), AllowAnonymous]
    public IResult Page([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "links/{page}")] HttpRequest request, string page) =>
        LandingPages.Find(page) ?? (IResult)new ProblemAnswer(new RouteNotFound());
}
