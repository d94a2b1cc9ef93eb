// Apart from all else, so that no other code holds an import(): compiled code that is kept must not.
module.exports = (name) => import(name);
