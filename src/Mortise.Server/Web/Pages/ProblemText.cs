using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Mortise.Server.Web.Pages;

/// <summary>A refusal for people: what is wrong, and what to do next.</summary>
public sealed record ProblemText(string Title, string What, string Next)
{
    /// <summary>The refusal as a page.</summary>
    internal ViewResult ToPage(int status) => new()
    {
        ViewName = "/Web/Pages/Problem.cshtml",
        StatusCode = status,
        ViewData = new ViewDataDictionary<ProblemText>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = this },
    };
}
