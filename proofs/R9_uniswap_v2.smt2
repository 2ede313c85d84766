; R9  Our quote for a Uniswap V2 pair is the most that the pair's own invariant check lets out.
;
; reserves x (in) and y (out), fee 3 / 1000: out = floor(997 in y / (1000 x + 997 in)).
; The pair demands (1000 (x + in) - 3 in) * 1000 (y - out) >= 1000^2 x y.

(declare-const x Int) (declare-const y Int) (declare-const in Int) (declare-const out Int)
(assert (and (> x 0) (> y 0) (> in 0)))
(define-fun paid () Int (* 997 in))
(define-fun depth () Int (+ (* 1000 x) paid))
(define-fun quoted () Bool (and (<= (* out depth) (* paid y)) (< (* paid y) (* (+ out 1) depth))))
(define-fun accepted ((o Int)) Bool (>= (* (- (* 1000 (+ x in)) (* 3 in)) (* 1000 (- y o))) (* 1000000 x y)))

(echo "lemma: the pair accepts the quote")
(push) (assert quoted) (assert (not (accepted out))) (check-sat) (pop)

(echo "lemma: the pair refuses one unit more")
(push) (assert quoted) (assert (accepted (+ out 1))) (check-sat) (pop)

(echo "lemma: the quote leaves something in the pair")
(push) (assert quoted) (assert (>= out y)) (check-sat) (pop)

; getAmountIn: in = floor(1000 x out / (997 (y - out))) + 1.
(echo "lemma: the input that is quoted for an output brings it")
(push) (declare-const base Int) (assert (and (>= out 0) (< out y) (= in (+ base 1)) (>= base 0)))
(assert (and (<= (* base 997 (- y out)) (* 1000 x out)) (< (* 1000 x out) (* in 997 (- y out)))))
(assert (not (accepted out))) (check-sat) (pop)

(echo "mutant: the quote rounds up")
(push) (assert (and (>= (* out depth) (* paid y)) (> (* paid y) (* (- out 1) depth))))
(assert (not (accepted out))) (check-sat) (pop)

(echo "mutant: the fee is forgotten")
(push) (assert (<= (* out (+ x in)) (* in y))) (assert (not (accepted out))) (check-sat) (pop)
