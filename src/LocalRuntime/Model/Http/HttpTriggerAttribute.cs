using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key a caller of an HTTP function must show to the Functions host.</summary>
public enum AuthorizationLevel
{
    /// <summary>None: the app itself decides.</summary>
    Anonymous = 0,
    /// <summary>A valid user authentication token.</summary>
    User = 1,
    /// <summary>A function key.</summary>
    Function = 2,
    /// <summary>A system key.</summary>
    System = 3,
    /// <summary>The master key.</summary>
    Admin = 4,
}

/// <summary>Marks the parameter of a function that is called over HTTP.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any method, with a function key.</summary>
    public HttpTriggerAttribute() => AuthLevel = AuthorizationLevel.Function;

    /// <summary>The given methods.</summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>Any method, with the given key.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>The given methods, with the given key.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route template in ASP.NET Core's syntax; null for the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>The methods; null for any.</summary>
    public string[]? Methods { get; private set; }

    /// <summary>The key that a caller must show.</summary>
    public AuthorizationLevel AuthLevel { get; private set; }
}
